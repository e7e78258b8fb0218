import { alarmsTable } from '../../src/stack/alarms/alarms.ts';
import { bytesTable, costAssumptions, costTable } from './cost.ts';
import { widgetsTable } from './widgets.ts';
import { outputsTable } from './outputs.ts';
import { parametersTable } from '../../src/stack/parameters.ts';
import { standaloneTable } from '../../src/stack/standalone-parameters.ts';

/** The texts of `docs/snippets/`. */
export interface Snippets {
  readonly terraform: string;
  readonly cloudFormation: string;
}

/** The generated parts of docs/deploy.md, by the names of their places. */
export function deployRegions({ terraform, cloudFormation }: Snippets): Readonly<Record<string, string>> {
  return {
    parameters: parametersTable(),
    standalone: standaloneTable(),
    outputs: outputsTable(),
    bytes: bytesTable(),
    cost: `${costTable()}\n${costAssumptions()}`,
    terraform: fenced('hcl', terraform),
    cloudformation: fenced('yaml', cloudFormation),
  };
}

/** The same for docs/operations.md. */
export function operationsRegions(): Readonly<Record<string, string>> {
  return { alarms: alarmsTable(), widgets: widgetsTable() };
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}
