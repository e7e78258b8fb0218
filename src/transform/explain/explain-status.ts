import { datadogStatus } from '../../datadog/status/datadog-status.ts';
import {
  isNumber,
  statusToAdd,
  type FoundLevel,
  type StatusInput,
  type StatusOrigin,
  type StatusSource,
} from '../../datadog/status/status-plan.ts';
import type { Chosen, Lost } from './explanation.ts';

/** What gave a log its status, and why the others that could have did not. */
export function explainStatus(input: StatusInput, from: readonly StatusSource[]): Chosen | undefined {
  const origins: StatusOrigin[] = [];
  const added = statusToAdd(input, from, (decided) => origins.push(decided));
  const origin = origins.at(-1);
  if (origin === undefined) return undefined;
  const candidates: StatusOrigin[] = [...input.own, ...input.levels];
  if (input.textStatus !== undefined) candidates.push('text');
  if (input.stream !== undefined) candidates.push('stream');
  const winner = candidates.indexOf(origin);
  const lost = candidates.flatMap((candidate, index): Lost[] =>
    index === winner
      ? []
      : [{ from: nameOf(candidate, input), because: reasonOf(candidate, index < winner, input, from) }],
  );
  return { value: added ?? datadogStatus(valueOf(origin)).status, from: nameOf(origin, input), lost };
}

function nameOf(origin: StatusOrigin, { stream }: StatusInput): string {
  if (origin === 'text') return 'the level in the text';
  return origin === 'stream' ? `the stream ${stream!}` : `${origin.name} of the log`;
}

function reasonOf(
  candidate: StatusOrigin,
  isBefore: boolean,
  { own }: StatusInput,
  from: readonly StatusSource[],
): string {
  // Datadog looks at its own names, whatever the settings say.
  const isRead = own.some((level) => level === candidate);
  if (!isRead && !from.includes(candidate === 'stream' ? 'stream' : 'content'))
    return 'STATUS_FROM leaves it out';
  if (isBefore && typeof candidate !== 'string' && isNumber(candidate.value))
    return 'a number, and the other is a word';
  return isBefore ? 'no level that is known' : 'the other comes first';
}

function valueOf(origin: StatusOrigin): FoundLevel['value'] {
  return typeof origin === 'string' ? undefined : origin.value;
}
