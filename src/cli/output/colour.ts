import { styleText } from 'node:util';
import type { Io, Output } from '../io.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Puts a style around a text, or nothing where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** Colours only on a terminal that has them, and never where `NO_COLOR` is set (no-color.org). */
export function painter(output: Output, env: Io['env']): Paint {
  const wanted = output.isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
