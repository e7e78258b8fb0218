import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import type { Park } from '../../src/intake/park.ts';
import { isConformingResponse } from '../../src/firehose/http-endpoint.ts';
import { runs } from '../support/property.ts';
import { accept, fakeDatadog, garbage, noConnection, status, type FakeDatadog } from '../support/datadog.ts';
import { base64, harness, request, requestId } from './harness.ts';

/** How a record holds its text, which is unlike any other in the request; how the text can be found again. */
const shapes = {
  json: (mark: string) => base64(`{"message":"${mark}"}`),
  text: (mark: string) => base64(mark),
  lines: (mark: string) => base64(`{"log":"${mark}a"}\n{"log":"${mark}b"}\n${mark}c\n`),
  packed: (mark: string) => gzipSync(`{"log":"${mark}a"}\n${mark}b`).toString('base64'),
  poison: (mark: string) => base64(`{"message":"${mark}poison"}`),
  half: (mark: string) => base64(`{"message":"${mark}a"}\n{"message":"${mark}poison"}\n`),
  bytes: (mark: string) => Buffer.concat([Buffer.from(mark), Buffer.from([0xff, 0xfe])]).toString('base64'),
  broken: (mark: string) => `%${mark}`,
} as const;

type Shape = keyof typeof shapes;

/** What stands behind the mark in each log of a record. */
const endings: Readonly<Record<Shape, readonly string[]>> = {
  json: [''],
  text: [''],
  lines: ['a', 'b', 'c'],
  packed: ['a', 'b'],
  poison: ['poison'],
  half: ['a', 'poison'],
  bytes: [''],
  broken: [''],
};

type Fault = 'ok' | 'accepted-unanswered' | 'garbage' | 'network' | number;
const faults = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fault>('ok') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Fault>(
      'accepted-unanswered',
      'garbage',
      'network',
      302,
      401,
      403,
      404,
      408,
      413,
      429,
      500,
      503,
    ),
  },
);

/** Refuses poison with 400; meets the faults in their order. Notes what it has, answered or not. */
function faultyDatadog(script: Fault[]): FakeDatadog & { readonly has: string[]; unanswered: number } {
  const more = { has: [] as string[], unanswered: 0 };
  const datadog = fakeDatadog((logs) => {
    const fault = script.shift() ?? 'ok';
    if (fault !== 'ok' && fault !== 'accepted-unanswered') return faultAnswer(fault);
    if (logs.some((log) => log.includes('poison'))) return status(400);
    more.has.push(...logs);
    if (fault === 'ok') return accept;
    more.unanswered += 1;
    return noConnection;
  });
  return Object.assign(more, datadog);
}

function faultAnswer(fault: Exclude<Fault, 'ok' | 'accepted-unanswered'>): LogsResponse {
  if (fault === 'network') return noConnection;
  if (fault === 'garbage') return garbage();
  return status(fault);
}

interface Case {
  readonly list: readonly Shape[];
  readonly script: readonly Fault[];
  readonly gzip: boolean;
  readonly parkFails: number;
  readonly attempts: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  list: fc.array(fc.constantFrom(...(Object.keys(shapes) as Shape[])), { maxLength: 12 }),
  script: fc.array(faults, { maxLength: 14 }),
  gzip: fc.boolean(),
  parkFails: fc.nat({ max: 2 }),
  attempts: fc.integer({ min: 1, max: 4 }),
});

/** Sends one request as Firehose would, again until it is answered 200, and hands each answer and the world to `check`. */
async function play({ list, script, gzip, parkFails, attempts }: Case) {
  const datadog = faultyDatadog([...script]);
  const parked: string[] = [];
  let failures = parkFails;
  const park: Park = (_name, lines) => {
    if (failures-- > 0) return Promise.reject(new Error('no'));
    parked.push(...lines);
    return Promise.resolve();
  };
  const world = harness({ datadog, park });
  const content = { requestId, records: list.map((shape, index) => ({ data: shapes[shape](`<${index}>`) })) };
  const statuses: number[] = [];
  for (let attempt = 0; attempt < attempts && statuses.at(-1) !== 200; attempt++) {
    const { response, report } = await world.handle(request(content, { gzip }), 4_000);
    expect(isConformingResponse(response, requestId)).toBe(true);
    const { logs, unreadable, delivered, deliveredBefore, parked: kept } = report!.counts;
    if (response.status === 200) expect(logs + unreadable).toBe(delivered + deliveredBefore + kept);
    expect(response.status).not.toBe(413);
    expect(response.body).not.toContain('<0>');
    statuses.push(response.status);
  }
  return {
    statuses,
    datadog,
    parked,
    marks: list.flatMap((shape, index) => endings[shape].map((ending) => `<${index}>${ending}`)),
  };
}

describe('law 9', () => {
  test('200 is said only when Datadog has every log, or it is parked', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const { statuses, datadog, parked, marks } = await play(each);
        if (statuses.at(-1) !== 200) return;
        const kept = parked.map((line) => {
          const { rawData } = JSON.parse(line) as { rawData: string };
          return rawData.startsWith('%') ? rawData : Buffer.from(rawData, 'base64').toString('latin1');
        });
        const places = [...datadog.has, ...kept];
        for (const mark of marks) expect(places.some((place) => place.includes(mark))).toBe(true);
      }),
      runs(),
    );
  });

  test('with no fault left the request ends with 200, and nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const { statuses } = await play({ ...each, script: [], parkFails: 0 });
        expect(statuses).toEqual([200]);
      }),
      runs(0.2),
    );
  });

  test('no log is accepted twice, but for answers that got lost', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const { datadog } = await play(each);
        if (datadog.unanswered > 0) return;
        expect(new Set(datadog.has).size).toBe(datadog.has.length);
      }),
      runs(0.5),
    );
  });
});

describe('authentication', () => {
  const near = fc.constantFrom(
    'right-key',
    'right-ke',
    'Right-key',
    'right-key ',
    'right-key,right-key',
    '',
    'k',
  );
  const values = fc.oneof(near, fc.string(), fc.string({ unit: 'binary' }));
  const names = fc.constantFrom(
    'x-amz-firehose-access-key',
    'X-Amz-Firehose-Access-Key',
    'authorization',
    'x-api-key',
    'dd-api-key',
  );
  const headerSets = fc.dictionary(names, fc.oneof(values, fc.array(values, { maxLength: 3 })));

  test('no set of headers without exactly one right key passes, and its body is not read', async () => {
    await fc.assert(
      fc.asyncProperty(headerSets, async (headers) => {
        const given = Object.entries(headers)
          .filter(([name]) => name.toLowerCase() === 'x-amz-firehose-access-key')
          .flatMap(([, value]) => value);
        const isRight = given.length === 1 && given[0] === 'right-key';
        let isRead = false;
        const body = () => {
          isRead = true;
          return Promise.resolve({ kind: 'body' as const, bytes: Buffer.from('{"records":[]}') });
        };
        const { response } = await harness().handle(
          request({}, { body, headers: { 'x-amz-firehose-access-key': undefined, ...headers } }),
        );
        expect(response.status).toBe(isRight ? 200 : 401);
        expect(isRead).toBe(isRight);
      }),
      runs(),
    );
  });
});

test('anything at all as a request is answered, and conforms', async () => {
  const bodies = fc.oneof(
    fc.json().map((text) => Buffer.from(text)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc
      .record({ requestId: fc.jsonValue(), timestamp: fc.jsonValue(), records: fc.array(fc.jsonValue()) })
      .map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .array(fc.record({ data: fc.oneof(fc.base64String(), fc.string()) }))
      .map((records) => Buffer.from(JSON.stringify({ records }))),
  );
  await fc.assert(
    fc.asyncProperty(bodies, fc.boolean(), fc.string(), async (body, gzip, attributes) => {
      const headers = { 'x-amz-firehose-common-attributes': attributes };
      const { response } = await harness().handle(request(body, { gzip, headers }));
      expect([200, 400, 500]).toContain(response.status);
      expect(isConformingResponse(response, requestId)).toBe(true);
    }),
    runs(0.5),
  );
});
