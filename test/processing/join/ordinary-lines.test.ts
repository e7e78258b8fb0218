import { describe, expect, test } from '@jest/globals';
import { joined } from './batches.ts';

/** Lines of programs that print no date the Agent's detector knows, and no trace. */
const ordinary: readonly [string, string][] = [
  [
    'klog, other levels and threads',
    `I0102 10:00:00.000000       1 main.go:12] Starting controller
E0102 10:00:01.000000       1 leader.go:3] error retrieving lease: timeout
W0102 10:00:02.000000       1 reflector.go:424] watch closed`,
  ],
  [
    'access logs without a date',
    `10.0.0.1 "GET / HTTP/1.1" 200 612
10.0.0.1 "GET /a HTTP/1.1" 404 12
GET /api/items 500 12ms - error`,
  ],
  [
    'nginx error and access logs',
    `2024/05/16 19:49:17 [error] 29#29: *1 open() "/x" failed
127.0.0.1 - - [16/May/2024:19:49:17 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.5.0"`,
  ],
  ['JSON', `{"level":"error","msg":"x"}\n{"level":"info","msg":"y"}\n{}`],
  ['pretty JSON', `[\n  1,\n  2\n]\n"end"`],
  [
    'a banner',
    `  .   ____          _            __ _ _
 /\\\\ / ___'_ __ _ _(_)_ __  __ _ \\ \\ \\ \\
( ( )\\___ | '_ | '_| | '_ \\/ _\` | \\ \\ \\ \\
 :: Spring Boot ::                (v3.2.0)

Started`,
  ],
  [
    'a table',
    `+----+-------+
| id | name  |
+----+-------+
| 1  | at a. |
+----+-------+`,
  ],
  [
    'indented output',
    `usage: tool [options]
  -h   show help
       at most once
  -v   be verbose

examples:
  tool -v`,
  ],
  [
    'errors without a trace',
    `Error: connect ECONNREFUSED 10.0.0.1:5432
Error: connect ECONNREFUSED 10.0.0.1:5432
ERROR cannot reach the database
retrying in 5 s
panic: not really
fatal error: disk almost full
runtime: goroutine count is 12
Listening on 3000`,
  ],
  [
    'words that traces begin with',
    `Caused by a user
Traceback requested
goroutine pool started
Uncaught exceptions are logged
/healthz:8080
at 10:00 the job starts
Stack trace: none
#1 is the first
thread 'a' started:
note: run with care
from now on`,
  ],
  [
    'time and level, as .NET’s single-line console has them',
    `10:00:00 info: App[0] started
10:00:01 fail: App[0] boom
[10:00:02] warn: App[0] slow`,
  ],
  [
    'level lines in a row',
    `[error] one
[error] two
[warn] three`,
  ],
  [
    'time only',
    `12:00:00.123 [main] INFO  c.a.App - a
12:00:00.124 [main] ERROR c.a.App - b
12:00:00.125 [main] INFO  c.a.App - c`,
  ],
  ['YAML', `server:\n  port: 8080\n  paths:\n    - at: /x\n    - from: /y`],
  [
    'make',
    `make[1]: Entering directory '/app'\ncc -o a a.c\na.c:3:5: warning: unused\n    3 | int x;\n      |     ^`,
  ],
];

describe('ordinary lines stay apart', () => {
  test.each(ordinary)('%s', (_, text) => {
    const lines = text.split('\n');
    expect(joined(lines.map((line) => ({ text: line }))).texts).toEqual(lines);
  });

  test('all of them after each other, those with a date and JSON left out', () => {
    const lines = ordinary
      .filter(([name]) => !/klog|nginx|JSON/.test(name))
      .flatMap(([, text]) => text.split('\n'));
    expect(joined(lines.map((text) => ({ text }))).joins).toBeUndefined();
  });
});
