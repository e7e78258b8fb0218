import type { ServerResponse } from 'node:http';

/** Pages that listen, by server-sent events. A page that does not read as fast gets the newest later; nothing piles up for it. */
export interface EventHub {
  /** Keeps a page until it goes; it is told everything first. */
  open(response: ServerResponse, news: News): void;
  /** Tells every page what is new after the last log that it has; one that was left out gets everything again. */
  send(news: News): void;
  readonly size: number;
}

export interface News {
  readonly lastId: number;
  since(lastId: number): readonly ConsoleEvent[];
  all(): readonly ConsoleEvent[];
}

export interface ConsoleEvent {
  readonly name: 'hello' | 'state' | 'logs' | 'fates';
  readonly data: unknown;
}

/** A page that has not read so many bytes yet is left out until it has. */
const maxWaitingBytes = 4 * 1_048_576;

const maxPages = 20;

export function createEventHub(): EventHub {
  const pages = new Map<ServerResponse, { lastId: number | undefined }>();
  return {
    open(response, news) {
      if (pages.size >= maxPages) return void response.writeHead(503).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(news.all().map(textOf).join(''));
      pages.set(response, { lastId: news.lastId });
      response.once('close', () => pages.delete(response));
    },
    send(news) {
      for (const [response, page] of pages) {
        const isBehind = response.writableLength > maxWaitingBytes;
        const events = isBehind ? [] : page.lastId === undefined ? news.all() : news.since(page.lastId);
        page.lastId = isBehind ? undefined : news.lastId;
        if (events.length > 0) response.write(events.map(textOf).join(''));
      }
    },
    get size() {
      return pages.size;
    },
  };
}

/** JSON has no raw line breaks, so one `data` line holds it. */
function textOf({ name, data }: ConsoleEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
