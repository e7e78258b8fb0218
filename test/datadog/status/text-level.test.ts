import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { levelOfText } from '../../../src/datadog/status/text-level.ts';
import { runs } from '../../support/property.ts';

const levelOf = (text: string) => levelOfText(Buffer.from(text), 0, Buffer.byteLength(text));
/** As it stands inside a JSON string. */
const levelInJson = (text: string) => levelOf(JSON.stringify(text).slice(1, -1));

describe('a level at a well-known place', () => {
  test.each([
    ['I1128 10:00:00.207152       1 leaderelection.go:248] attempting', 'info'],
    ['W1128 10:00:00.207152       1 reflector.go:424] failed', 'warning'],
    ['E1128 10:00:00.207152       1 main.go:12] boom', 'error'],
    ['F1128 10:00:00.207152       1 main.go:12] out', 'emergency'],
    ['level=warn msg="slow"', 'warning'],
    ['time="2026-11-28T10:00:00Z" level=error msg="no \\"route\\""', 'error'],
    ['ts=2026-11-28T10:00:00.123Z caller=main.go:1 level=info msg=started', 'info'],
    ['t=2026-11-28T10:00:00 lvl=eror msg=x', 'error'],
    ['[error] no such file', 'error'],
    ['[WARN ] slow', 'warning'],
    ['ERROR: relation "x" does not exist', 'error'],
    ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'error'],
    ['ERROR:root:boom', 'error'],
    ['INFO:     127.0.0.1:43210 - "GET / HTTP/1.1" 200 OK', 'info'],
    ['WARNING slow', 'warning'],
    ['SEVERE: out of memory', 'error'],
    ['FINE: entering', 'debug'],
    ['INFO[0000] starting', 'info'],
    ['2026-11-28T10:00:00.123Z WARN slow', 'warning'],
    ['2026-11-28T10:00:00.123Z\tERROR\tmain.go:12\tboom', 'error'],
    ['2026-11-28T10:00:00.123Z\tinfo\tmain.go:12\tstarted', 'info'],
    ['2026-11-28 10:00:00.123  INFO 1 --- [           main] com.example.App : Started', 'info'],
    ['2026-11-28T10:00:00.123Z ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C : Servlet.service()', 'error'],
    ['10:00:00.123 [main] ERROR com.example.App - boom', 'error'],
    ['[2026-11-28 10:00:00,123] INFO [Controller id=0] started (kafka.controller)', 'info'],
    ['[2026-11-28T10:00:00,123][WARN ][o.e.c.r.a.D] [node-1] high', 'warning'],
    ['[2026-11-28 10:00:00 +0000] [7] [INFO] Listening at: http://0.0.0.0:8000', 'info'],
    ['[2026-11-28 10:00:00,123: ERROR/MainProcess] consumer: cannot connect', 'error'],
    ['2026-11-28 10:00:00,123 - app.db - ERROR - no connection', 'error'],
    ['2026/11/28 10:00:00 [error] 7#7: *1 open() failed (2: No such file)', 'error'],
    ['[Sat Nov 28 10:00:00.123456 2026] [core:error] [pid 12] AH00126: Invalid URI', 'error'],
    ['Nov 28 10:00:00 host app: hello', undefined],
    ['2026-11-28 10:00:00.123 UTC [1] LOG:  checkpoint starting: time', 'info'],
    ['2026-11-28 10:00:00.123 UTC [42] FATAL:  password authentication failed', 'emergency'],
    ['2026-11-28T10:00:00.123456Z 0 [Warning] [MY-010068] [Server] CA certificate', 'warning'],
    ['E, [2026-11-28T10:00:00.123456 #1] ERROR -- : boom', 'error'],
    ['W, [2026-11-28T10:00:00.123456 #1]  WARN -- : slow', 'warning'],
    ['fail: Microsoft.AspNetCore.Server.Kestrel[13]', 'error'],
    ['warn: Microsoft.Hosting[0]', 'warning'],
    ['dbug: App[0]', 'debug'],
    ['\u001b[31mERROR\u001b[0m boom', 'error'],
    ['\u001b[2m2026-11-28T10:00:00.123456Z\u001b[0m \u001b[32m INFO\u001b[0m app: started', 'info'],
    ['panic: runtime error: index out of range [5] with length 3', 'emergency'],
    ['fatal error: all goroutines are asleep - deadlock!', 'emergency'],
    ['http: panic serving 10.0.0.1:1234: boom', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['Exception in thread "main" java.lang.NullPointerException', 'error'],
    ['java.lang.IllegalStateException: invoice 42 not found', 'error'],
    ['java.lang.NullPointerException', 'error'],
    ['TypeError: undefined is not a function', 'error'],
    ['  WARN indented', 'warning'],
    ['java.lang.IllegalStateException: [card] declined', 'error'],
    ['2026/11/28 10:00:00 Datadog Tracer v1.29.1 INFO: DATADOG TRACER CONFIGURATION {"a":1}', 'info'],
    ['\u001b[31merror\u001b[39m: boom (winston)', 'error'],
    ['2026-11-28T10:00:00.123Z \u001b[33mwarn\u001b[39m: slow (winston)', 'warning'],
    [
      '\u001b[41m\u001b[30mfail\u001b[39m\u001b[22m\u001b[49m: Microsoft.AspNetCore.Server.Kestrel[13]',
      'error',
    ],
    ['\u001b[40m\u001b[32minfo\u001b[39m\u001b[22m\u001b[49m: Microsoft.Hosting.Lifetime[14]', 'info'],
    ['\u001b[32mINFO\u001b[39m started', 'info'],
    ['[10:00:00 INF] started (Serilog)', 'info'],
    ['[10:00:00 ERR] boom (Serilog)', 'error'],
    ['2026-11-28 10:00:00.123 +00:00 [WRN] slow (Serilog)', 'warning'],
    ['[2026-11-28T10:00:00Z ERROR app] boom (env_logger)', 'error'],
    ['[2026-11-28T10:00:00Z INFO  app::db] connected (env_logger)', 'info'],
    ['2026-11-28 10:00:00 +0000 [warn]: #0 slow (Fluentd)', 'warning'],
    ['[2026-11-28T10:00:00.123456+00:00] app.ERROR: boom {"a":1} []', 'error'],
    ['[2026-11-28 10:00:00] production.INFO: sent', 'info'],
    ['28-Nov-2026 10:00:00.123 SEVERE [main] org.apache.catalina.core.StandardService start', 'error'],
    ['28-Nov-2026 10:00:00.123 FINE [main] org.apache.catalina.core.StandardService start', 'debug'],
    ['10:00AM WRN slow (zerolog)', 'warning'],
    ['1.795860000123e+09\tinfo\tcontroller\tstarted', 'info'],
    ['nginx: [emerg] host not found in upstream', 'emergency'],
    ['2026-11-28 10:00:00 UTC | CORE | WARN | (pkg/main.go:1 in main) | slow', 'warning'],
    ['2026-11-28 10:00:00.123 | SUCCESS  | __main__:f:1 - done (loguru)', 'ok'],
    ['[2026-11-28T10:00:00.123+0000] {taskinstance.py:1} ERROR - boom', 'error'],
    ['10:00:00.123 request_id=F-7 [error] boom (Elixir)', 'error'],
    ['2026-11-28T10:00:00.123Z pid=1 tid=abc class=Job jid=1 elapsed=0.1 INFO: done', 'info'],
    ['[Nest] 1  - 11/28/2026, 10:00:00 AM     LOG [NestFactory] Starting', 'info'],
    ['[Nest] 1  - 11/28/2026, 10:00:00 AM   ERROR [ExceptionsHandler] boom', 'error'],
    ['2026-11-28T10:00:00.123456Z 0 [Note] [MY-010931] [Server] ready', 'notice'],
    ['2026-11-28T10:00:00.123456Z 0 [System] [MY-010931] [Server] ready', 'info'],
    ['time=2026-11-28T10:00:00.123Z level=INFO+2 msg=started (slog)', 'info'],
    ['<6>Microsoft.Hosting.Lifetime[14] Now listening', 'info'],
    ['<11>1 2026-11-28T10:00:00Z host app - - - boom', 'error'],
    ['PHP Warning:  Undefined variable $x in /app/a.php on line 3', 'warning'],
    ['PHP Fatal error:  Uncaught Exception: boom in /app/a.php:3', 'emergency'],
    ['npm warn deprecated x@1.0.0', 'warning'],
    ['(node:1) [DEP0005] DeprecationWarning: Buffer() is deprecated', 'warning'],
    ['/app/main.py:3: DeprecationWarning: use g', 'warning'],
    ['OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes', 'warning'],
    ['SLF4J(W): No SLF4J providers were found.', 'warning'],
    ['SLF4J(I): Connected with provider', 'info'],
    ['Fatal error: Uncaught Error: boom in /app/a.php:3', 'emergency'],
    ['[28-Nov-2026 10:00:00 UTC] PHP Warning:  Undefined variable $x in /app/a.php on line 3', 'warning'],
    ['[28-Nov-2026 10:00:00 Europe/Berlin] PHP Fatal error:  Uncaught Exception: boom', 'emergency'],
    ['2026/11/28 10:00:00 http: panic serving 10.0.0.1:1234: boom', 'error'],
    ['I20261128 10:00:00.123456     1 main.cc:12] started (glog)', 'info'],
    ['W261128 10:00:00.123456 1 cli/start.go:12 ⋮ [T1] slow (CockroachDB)', 'warning'],
    ['2026-11-28 10:00:00.123456 W | etcdserver: slow (etcd 3.4)', 'warning'],
    ['2026-11-28 10:00:00.123456 I [1:puma srv tp 001] Rails -- x (Semantic Logger)', 'info'],
    ['2026-11-28 10:00:00.123456: E tensorflow/core/x.cc:153] boom', 'error'],
    ['2026.11.28 10:00:00.123456 [ 1 ] {} <Information> Application: Ready (ClickHouse)', 'info'],
    ['2026.11.28 10:00:00.123456 [ 46 ] {c3b2-1} <Error> executeQuery: Code: 60', 'error'],
    [
      '\u001b[2m2026-11-28 10:00:00\u001b[0m [\u001b[31m\u001b[1merror    \u001b[0m] boom (structlog)',
      'error',
    ],
    ['[10:00:00 VRB] entered (Serilog)', 'debug'],
    ['ERRO[0005] boom (logrus)', 'error'],
    ['DEBU[0005] read (logrus)', 'debug'],
    ['2026/11/28 10:00:00 FATA out (charmbracelet)', 'emergency'],
    ['2026-11-28T10:00:00Z W! [inputs.x] slow (Telegraf)', 'warning'],
    ['2026/11/28 10:00:00 cmd/web.go:242:runWeb() [I] Starting (Gitea)', 'info'],
    ['2026/11/28 10:00:00 main.go:12: [ERROR] boom (Go, Lshortfile)', 'error'],
    ['\u001b[92m10:00:00 - LiteLLM:INFO\u001b[0m: utils.py:3115 - x', 'info'],
    ['Nov 28, 2026 10:00:00 AM com.example.App main\nINFO: started (java.util.logging)', 'info'],
    ['Nov 28, 2026 10:00:00\u202fAM com.example.App$1 <init>\nSEVERE: boom', 'error'],
    ['28.11.2026 10:00:00 com.example.App main\nFEIN: no word\n', undefined],
  ])('%s', (text, status) => {
    expect(levelOf(text)).toBe(status);
    expect(levelInJson(text)).toBe(status);
  });
});

test('java.util.logging of a newer JDK, as Fluent Bit 5 escapes it', () => {
  const text = String.raw`Nov 28, 2026 10:00:00\u202fPM com.example.App main\nWARNING: slow`;
  expect(levelOf(text)).toBe('warning');
});

describe('no level', () => {
  test.each([
    '',
    ' ',
    'hello',
    'GET /healthz 200',
    '2026/11/28 10:00:00 Registering 2 clients',
    'error while connecting',
    'Information for you',
    'Info about us',
    'the error: was here',
    'NoErrorHere: x is fine',
    'OK',
    'Success',
    'DEFAULT VALUES',
    'ERRORS: 0',
    'I am here',
    'I1128 is a road',
    'E 10:00:00',
    '200 ERROR pages',
    '10.0.2.45 - - [28/Nov/2026:10:00:00 +0000] "GET /error HTTP/1.1" 200 12026',
    'user=me level of detail',
    'msg="level=error" x',
    'query="select level=error',
    'level=',
    'level=7',
    '[main] hello',
    '[',
    '[error',
    'panicking is no panic',
    'Caused by: java.io.IOException: reset',
    '\tat com.example.Billing.find(Billing.java:42)',
    '{"level":"error"}',
    '\u001b[31merror\u001b[39m pages',
    '\u001b[31m',
    '2026-11-28 10:00:00 path=/x status=200 error page shown',
    '[worker 3 error] x',
    '10:00:00 GMT start',
    '[main] 404 ERROR pages',
    '[GIN] 2026/11/28 - 10:00:00 | 200 | 1.2ms | 10.0.0.1 | GET',
    'http://example.com/ refused',
    '[http] connection refused',
    '2026-11-28 10:00:00 [http] connection refused',
    'HTTP/1.1 200',
    'LOG entry 7',
    'app.ERROR: without a date',
    '10:00:00 well.known: x',
    '<b>bold</b>',
    '<999>x',
    '<6 x',
    '(node:1) hello',
    '/app/main.py:3: x = 1',
    '12-Foo-2026 ERROR',
    '10:00:00 I am here',
    '10:00:00 I see [it]',
    '2026-11-28 10:00:00 <b>Error</b> page',
    '2026-11-28 10:00:00 <Error',
    '<Error> x',
    '[I] x',
    '10:00:00 [X] x',
    '10:00:00 [C] a client connected',
    '10:00:00 I!',
    '10:00:00 main.go: error',
    'Started com.example.App main\nINFO: x',
    '2026-11-28 10:00:00 a message.text here\nWARNING: x',
    '2026-11-28 10:00:00 com.example.App main\nhello: x',
    'I12811 10:00:00.123456 1 a.go:1] x',
    '2026-11-28 10:00:00 PHP is great',
    '10e5 ERROR',
    '{main} ERROR',
    `${'x'.repeat(300)} level=error`,
    `[${'x'.repeat(300)}] ERROR`,
  ])('%s', (text) => {
    expect(levelOf(text)).toBeUndefined();
    expect(levelInJson(text)).toBeUndefined();
  });
});

test('any text at all is read without an error, and only its first 256 bytes count', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const bytes = Buffer.from(text);
      const level = levelOfText(bytes, 0, bytes.length);
      if (bytes.length >= 256) expect(levelOfText(bytes.subarray(0, 256), 0, 256)).toBe(level);
    }),
    runs(),
  );
});

test('does not read beyond the end of the text', () => {
  const bytes = Buffer.from('2026-11-28T10:00:00Z ERROR');
  expect(levelOfText(bytes, 0, 21)).toBeUndefined();
  expect(levelOfText(bytes, 0, 23)).toBeUndefined();
});
