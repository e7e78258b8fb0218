import { Buffer } from 'node:buffer';
import { findMembers, type Member } from '../../json/object.ts';
import type { Content } from '../../processing/join/seam.ts';
import type { RuleInput, RuleRecorder } from '../../processing/rules/apply-rules.ts';
import type { LogRules } from '../../processing/rules/log-rules.ts';
import { decodeText, encodeText } from '../../processing/rules/text.ts';
import type { ObjectLine } from '../line/line-view.ts';
import { decodeContent, encodeContent, withoutEscapes } from './content.ts';
import type { LogParts } from './log-parts.ts';
import type { Rewrite } from './rewrite.ts';

/** One log as the rules meet it. */
export interface RuledLog {
  readonly line: ObjectLine;
  readonly parts: LogParts;
  /** The content of its text, escaped: of a joined log, all of it. */
  readonly content: Content | undefined;
  readonly rules: LogRules;
  readonly about: Omit<RuleInput, 'text'>;
  readonly recorder: RuleRecorder | undefined;
  /** It went through here before: what was kept as a sample is not sampled again. */
  readonly isAgain: boolean;
  /** Gets what changes in the members. */
  readonly rewrite: Rewrite;
}

export type LogOutcome =
  | { readonly kind: 'excluded' | 'sampled'; readonly rule: string }
  /** `content` is what the text became, `undefined` where it stays. */
  | {
      readonly kind: 'kept';
      readonly content: Uint8Array | undefined;
      readonly masked: readonly string[];
    };

/** Applies the rules to a log: all of them to the log itself, masks also to what stands beside it. */
export function applyToLog(log: RuledLog): LogOutcome {
  const { parts, content, rules, about, recorder, isAgain } = log;
  const isText = parts.log === 'text';
  const apply = isAgain ? 'applyAgain' : 'apply';
  const masked = new Set<string>();
  let newContent: Uint8Array | undefined;
  if (content !== undefined) {
    const { text, hasRawBytes } = decodeContent(content.bytes, content.start, content.end);
    const outcome = rules[isText ? apply : 'mask']({ ...about, text }, recorder);
    if (outcome.kind !== 'kept') return outcome;
    for (const { rule } of outcome.masked) masked.add(rule);
    if (outcome.text !== undefined) newContent = encodeContent({ text: outcome.text, hasRawBytes });
  }
  if (parts.members.length > 0 || !isText) {
    const { text, hasRawBytes } = decodeText(objectOf(log));
    const outcome = rules[isText ? 'mask' : apply]({ ...about, text }, recorder);
    if (outcome.kind !== 'kept') return outcome;
    for (const { rule } of outcome.masked) masked.add(rule);
    if (outcome.text !== undefined) replaceMembers(log, encodeText({ text: outcome.text, hasRawBytes }));
  }
  return { kind: 'kept', content: newContent, masked: [...masked] };
}

/** The application's members as an object, each as its bytes stand, but for characters that Fluent Bit wrote as escapes. */
function objectOf({ line: { bytes }, parts: { members } }: RuledLog): Buffer {
  const pieces = members.flatMap(({ keyStart, valueEnd }, index) => [
    Buffer.from(index === 0 ? '{' : ','),
    withoutEscapes(bytes.subarray(keyStart, valueEnd)),
  ]);
  return Buffer.concat([...pieces, Buffer.from(members.length === 0 ? '{}' : '}')]);
}

/**
 * Puts the members of the masked object, which masks never break, in the places of those they came from; where members were lost,
 * behind all others.
 */
function replaceMembers({ line, parts: { members }, rewrite }: RuledLog, masked: Buffer): void {
  const object = findMembers(masked, 0, masked.length)!;
  if (object.members.length === members.length) {
    for (const [index, { keyStart, valueEnd }] of object.members.entries())
      replaceMember(line, members[index]!, masked.subarray(keyStart, valueEnd), rewrite);
    return;
  }
  for (const member of members) rewrite.cut(member);
  rewrite.append(masked.subarray(object.open + 1, object.close));
}

function replaceMember(
  { bytes }: ObjectLine,
  { keyStart, valueEnd }: Member,
  masked: Buffer,
  rewrite: Rewrite,
): void {
  if (!withoutEscapes(bytes.subarray(keyStart, valueEnd)).equals(masked))
    rewrite.replace(keyStart, valueEnd, masked);
}
