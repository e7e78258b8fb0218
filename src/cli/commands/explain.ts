import { parseProcessing } from '../../config/processing.ts';
import { parseTransformConfig } from '../../config/transform.ts';
import { createExplain } from '../../transform/explain/explain.ts';
import type { Explanation, LineRef, Lost, Sourced } from '../../transform/explain/explanation.ts';
import { inputBatches, rulesOption, withRules } from '../batches.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';

/** `kubehose explain`: why a log came out as it did. */
export const explainCommand: Command = {
  group: 'try',
  usage: 'explain [--json] [--rules FILE] [FILE]',
  summary: 'Say what becomes of each log, and why',
  details:
    'FILE (else stdin) is as for transform. For each line: whether it goes out, is joined or dropped, and by what; rules that matched;\n' +
    'where date, status, service and each tag come from, and what lost against that; what is missing. No text of a log is printed but what became one of these.\n' +
    "The configuration comes from the function's environment variables: docs/configuration.md.",
  options: {
    json: { type: 'boolean', help: 'one JSON object a line' },
    rules: rulesOption,
  },
  maxPositionals: 1,
  examples: [
    'kubehose explain lines.log',
    'kubehose explain --json lines.log | jq .tags',
    'kubehose explain --rules rules.json lines.log',
  ],
  exitCodes: {},
  run,
};

async function run({ positionals: [path], values }: Arguments, io: Io): Promise<number> {
  const environment = await withRules(values['rules'], io);
  const explain = createExplain(parseTransformConfig(environment), await parseProcessing(environment));
  let before = 0;
  for await (const batch of inputBatches(path, io)) {
    const explanations = (await explain(batch)).map((explanation) => moved(explanation, before));
    before += batch.length;
    const print = values['json'] === true ? (one: Explanation) => `${JSON.stringify(one)}\n` : readable;
    await io.stdout.write(explanations.map(print).join(''));
  }
  return 0;
}

/** Records are counted through all batches. */
function moved(explanation: Explanation, by: number): Explanation {
  const ref = ({ record, line }: LineRef): LineRef => ({ record: record + by, line });
  return { ...explanation, ...ref(explanation), joinedFrom: explanation.joinedFrom.map(ref) };
}

function readable(explanation: Explanation): string {
  const { fate, by, joinedFrom, rules, date, status, service, tags, leftOut, missing } = explanation;
  const rows: [string, string][] = [];
  if (joinedFrom.length > 0) rows.push(['joined from', `${joinedFrom.map(place).join(', ')} (${by ?? ''})`]);
  for (const { rule, type, effect, matches } of rules)
    rows.push(['rule', `${rule} (${type}): ${effect}${matches === undefined ? '' : `, ${matches} times`}`]);
  for (const [label, chosen] of Object.entries({ date, status, service }))
    if (chosen !== undefined) rows.push([label, sourced(chosen)], ...chosen.lost.map(lostRow));
  for (const tag of tags) rows.push(['tag', sourced(tag)]);
  for (const tag of leftOut) rows.push(['left out', sourced(tag)]);
  for (const sentence of missing) rows.push(['missing', sentence]);
  const head = joinedFrom.length > 0 || by === undefined ? fate : `${fate}: ${by}`;
  const body = rows.map(([label, text]) => `  ${label.padEnd(12)}${text}\n`).join('');
  return `${place(explanation)}: ${head}\n${body}`;
}

function place({ record, line }: LineRef): string {
  return line === 1 ? `record ${record}` : `record ${record}, line ${line}`;
}

function lostRow({ from, because }: Lost): [string, string] {
  return ['', `not ${from}: ${because}`];
}

function sourced({ value, from }: Sourced): string {
  return `${value}  ← ${from}`;
}
