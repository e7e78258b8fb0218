import type { Diagnosis } from '../../../stream/finding.ts';
import type { Io } from '../../io.ts';
import { painter } from '../../output/colour.ts';

/** Diagnoses for people: a line each, a finding with its impact and its fix, and the sum. */
export function doctorReport(diagnoses: readonly Diagnosis[], io: Io): string {
  const paint = painter(io.stdout, io.env);
  const lines = diagnoses.flatMap((diagnosis) => {
    if (diagnosis.kind === 'healthy')
      return [`${paint('green', 'ok')}       ${diagnosis.check}: ${diagnosis.what}`];
    if (diagnosis.kind === 'unknown')
      return [`?        ${diagnosis.check}: not checked: ${diagnosis.reason}`];
    const { check, what, impact, fix } = diagnosis.finding;
    return [
      `${paint('red', 'finding')}  ${check}: ${what}`,
      `         impact: ${impact}`,
      `         fix: ${fix}`,
    ];
  });
  const { findings, notChecked, ok } = countsOf(diagnoses);
  return `${[...lines, `${findings} findings, ${notChecked} not checked, ${ok} ok`].join('\n')}\n`;
}

/** The same for machines: one line. */
export function doctorJson(diagnoses: readonly Diagnosis[]): string {
  const checks = diagnoses.map((diagnosis) =>
    diagnosis.kind === 'finding' ? { kind: diagnosis.kind, ...diagnosis.finding } : diagnosis,
  );
  return `${JSON.stringify({ ...countsOf(diagnoses), checks })}\n`;
}

function countsOf(diagnoses: readonly Diagnosis[]) {
  const count = (kind: Diagnosis['kind']): number =>
    diagnoses.filter((diagnosis) => diagnosis.kind === kind).length;
  return { findings: count('finding'), notChecked: count('unknown'), ok: count('healthy') };
}
