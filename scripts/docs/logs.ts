import { dateOrders } from '../../src/datadog/reading/date-attributes.ts';
import {
  klogVerbosity,
  levelAttributes,
  levelWords,
  mongoSeverity,
  numberScales,
  statusNumbers,
} from '../../src/datadog/status/levels.ts';

/** The tables of `docs/logs.md`, made from those that the code reads by. */
export function logsRegions(): Readonly<Record<string, string>> {
  return {
    'date-orders': table(
      ['documentation', 'order'],
      Object.entries(dateOrders).map(([name, order]) => [orderNames[name]!, listOf(order)]),
    ),
    'level-attributes': table(
      ['attribute', 'numbers', 'written by'],
      allLevels.map(({ name, numbers, writers }) => [`\`${name}\``, numbers ?? '–', writers]),
    ),
    'level-words': table(
      ['status', 'words, in any case'],
      Object.entries(levelWords).map(([status, words]) => [`\`${status}\``, listOf(words)]),
    ),
    'level-numbers': table(
      ['numbers', 'in', 'from each number on'],
      Object.entries(numberScales).map(([name, { steps, end }]) => [
        name,
        listOf(attributesWith(name)),
        `${steps.map(({ from, status }) => `${from} ${status}`).join(', ')}; below ${end}`,
      ]),
    ),
  };
}

const allLevels = [...levelAttributes, klogVerbosity, mongoSeverity];

const orderNames: Readonly<Record<string, string>> = {
  preprocessing:
    '[Preprocessing for JSON logs](https://docs.datadoghq.com/logs/log_configuration/pipelines/)',
  remapper:
    '[Log date remapper](https://docs.datadoghq.com/logs/log_configuration/processors/log_date_remapper/)',
};

function attributesWith(scale: string): readonly string[] {
  const own = Object.entries(statusNumbers).filter(([, numbers]) => numbers === scale);
  const others = allLevels.filter(({ numbers }) => numbers === scale);
  return [...own.map(([name]) => name), ...others.map(({ name }) => name)];
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
