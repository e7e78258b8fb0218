import { faultKinds, faultOptions } from '../../src/local/datadog/faults.ts';
import { defaultTuning } from '../../src/local/pipeline-options.ts';

const mebibyte = 1_048_576;

/** The tables of `docs/local.md`, from the rows that the stand-in reads by. */
export function localRegions(): Readonly<Record<string, string>> {
  const { transformBufferBytes, deliveryBufferBytes, errorBufferBytes, numberOfRetries } = defaultTuning;
  return {
    faults: table(
      ['fault', 'what it does'],
      [...faultKinds, ...faultOptions].map(({ example, meaning }) => [`\`${example}\``, meaning]),
    ),
    sizes: table(
      ['stage', 'as in the stack', 'on this machine'],
      [
        [
          'buffer of the transform',
          `${transformBufferBytes / mebibyte} MB or 60 s, ${numberOfRetries} retries`,
          'the same size, or `--interval`',
        ],
        [
          'buffer of the delivery',
          `${deliveryBufferBytes / mebibyte} MiB or 60 s`,
          'the same size, or `--interval`',
        ],
        ['error output', `${errorBufferBytes / mebibyte} MiB or 300 s`, 'the same size, or `--interval`'],
        ['retries of a delivery', '300 s', '`--retry-duration`, 60 s by default'],
      ],
    ),
  };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
