import type { IncomingMessage, ServerResponse } from 'node:http';
import { startServer, type RunningServer } from '../server.ts';
import { readAssets, type Asset } from './assets.ts';
import { createEventHub } from './events.ts';
import { refusalOf, securityHeaders } from './guard.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import { createPlayground } from './playground.ts';
import type { ConsoleOptions } from './options.ts';
import { createReplayRun } from './replay-run.ts';
import { answerApi } from './routes.ts';
import { createSamplePlayer } from './sample-player.ts';
import { createWhy } from './why.ts';

/** How often pages are told what is new, in ms. */
const tickMs = 250;

/** Serves the console on loopback. Throws a sentence when the port is taken or the page is not built. */
export async function startConsole(options: ConsoleOptions): Promise<RunningServer> {
  const assets = await readAssets(options.assets);
  const hub = createEventHub();
  const replay = createReplayRun(options.pipeline.paths.errorOutput, options.replayEnvironment);
  const player = createSamplePlayer(options.samples, (record) => options.pipeline.put(record));
  const { streamArn, region } = options;
  const playground = createPlayground({
    path: options.functionPath,
    streamArn,
    region,
    readInput: options.readInput,
  });
  const monitor = createMonitor(options, replay, player);
  const why = createWhy(options.replayEnvironment, streamArn);
  const parts = { options, hub, replay, player, playground, monitor, why };
  const server = await startServer(
    (request, response) =>
      answer(
        request,
        response,
        server.port,
        (pathname) => assets.get(pathname),
        () => answerApi(request, response, parts),
      ),
    { port: options.port },
  );
  const timer = setInterval(() => tick(monitor, hub), tickMs).unref();
  return {
    ...server,
    async stop() {
      clearInterval(timer);
      replay.stop();
      player.stop();
      await playground.stop();
      await server.stop();
    },
  };
}

function tick(monitor: Monitor, hub: ReturnType<typeof createEventHub>): void {
  if (hub.size === 0) return monitor.forgetChanges();
  hub.send(monitor.sinceLast());
}

async function answer(
  { method = '', url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  port: number,
  assetAt: (pathname: string) => Asset | undefined,
  answerOther: () => Promise<void>,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const refusal = refusalOf({ method, host: headers.host, origin: headers.origin }, port);
  if (refusal !== undefined)
    return void response.writeHead(403, { 'content-type': 'text/plain' }).end(`${refusal}\n`);
  const asset = method === 'GET' ? assetAt(new URL(url, 'http://localhost').pathname) : undefined;
  if (asset === undefined) return answerOther();
  response
    .writeHead(200, { 'content-type': asset.type, 'content-length': asset.bytes.length })
    .end(asset.bytes);
}
