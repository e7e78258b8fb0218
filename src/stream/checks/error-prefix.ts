import { evaluatePrefix } from '../../firehose/object-key.ts';

const maxPrefixCharacters = 512;

/** Folders in which replay keeps its books; error objects among them would be taken for its own. */
export const replayFolders = ['kubehose-ledger/', 'replayed/', 'parked/'] as const;

/** Where mass replay writes what became of each batch. */
export const reportFolder = 'replay-report/';

/**
 * What is wrong with an `ErrorOutputPrefix`, as a phrase, or `undefined`. The error type tells replay's listings apart, the hour
 * keeps them short. Source: Amazon Data Firehose developer guide, `s3-prefixes`.
 */
export function errorPrefixProblem(prefix: string): string | undefined {
  if (!prefix.includes('!{firehose:error-output-type}'))
    return 'lacks !{firehose:error-output-type}, without which processing-failed and http-endpoint-failed lie mixed';
  const evaluated = evaluated2038(prefix);
  if (evaluated === undefined)
    return 'has an expression that Firehose does not know; known are !{firehose:error-output-type} and !{timestamp:PATTERN}';
  if (!/!\{timestamp:[^}]*H/.test(prefix))
    return 'lacks the hour, !{timestamp:yyyy/MM/dd/HH}, without which every replay lists all objects of all time';
  if (evaluated.length > maxPrefixCharacters) return `is longer than ${maxPrefixCharacters} characters`;
  const start = errorPrefixStart(prefix);
  if (start === '') return 'must begin with a folder of its own, such as errors/';
  if (!/^[a-zA-Z0-9_.=/-]+$/.test(evaluated)) return 'may hold letters, digits and _ . = / - only';
  if (!start.endsWith('/')) return 'must have a / in front of its first expression';
  const taken = [...replayFolders, reportFolder].find((folder) => start.startsWith(folder));
  return taken === undefined ? undefined : `must not begin with ${taken}, where replay keeps its books`;
}

/** What all keys under an `ErrorOutputPrefix` begin with: its text in front of the first expression. */
export function errorPrefixStart(prefix: string): string {
  const [start = ''] = prefix.split('!{');
  return start;
}

function evaluated2038(prefix: string): string | undefined {
  try {
    return evaluatePrefix(prefix, 'http-endpoint-failed', Date.UTC(2038, 0, 19, 3));
  } catch {
    return undefined;
  }
}
