import { styleText } from 'node:util';
import type { Io, Output } from '../io.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Puts a style around a text, or nothing where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/**
 * Colours on a terminal that has them. `NO_COLOR` takes them away (no-color.org), `FORCE_COLOR` asks for them anywhere, and of the two
 * the refusal wins.
 */
export function painter(output: Output, env: Io['env']): Paint {
  const isForced = !['', '0', 'false'].includes(env['FORCE_COLOR'] ?? '');
  const wanted = (env['NO_COLOR'] ?? '') === '' && (isForced || (output.isTty && env['TERM'] !== 'dumb'));
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
