import type { StandaloneTemplate } from '../../../src/stack/standalone.ts';
import { at } from '../../support/packaged.ts';

type Parameters = Readonly<Record<string, string>>;

const noValue = Symbol('AWS::NoValue');

/** Resources and outputs as CloudFormation sees them once parameters and conditions have their values; the rest stays as it is. */
export function resolved(template: StandaloneTemplate, given: Parameters) {
  const parameters = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, { Default }]) => [name, given[name] ?? String(Default)]),
  );
  const value = (item: unknown): unknown => valueOf(item, template, parameters);
  const entries = (all: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(all).flatMap(([id, { Condition, ...entry }]) =>
        Condition === undefined || holds(template, Condition, value) ? [[id, value(entry)]] : [],
      ),
    );
  return { Resources: entries(template.Resources), Outputs: entries(template.Outputs) };
}

function valueOf(item: unknown, template: StandaloneTemplate, parameters: Parameters): unknown {
  const value = (inner: unknown): unknown => valueOf(inner, template, parameters);
  if (Array.isArray(item)) return item.map(value);
  if (typeof item !== 'object' || item === null) return item;
  const [[key, argument] = []] = Object.entries(item) as [string, unknown][];
  if (key === 'Ref') return reference(String(argument), parameters) ?? item;
  if (key === 'Fn::Sub') return substituted(String(argument), parameters);
  if (key === 'Fn::If' && Array.isArray(argument)) {
    return value(argument[holds(template, argument[0], value) ? 1 : 2]);
  }
  if (key === 'Fn::Equals' && Array.isArray(argument)) return value(argument[0]) === value(argument[1]);
  if (key === 'Fn::Not' && Array.isArray(argument)) return value(argument[0]) !== true;
  if (key === 'Fn::FindInMap' && Array.isArray(argument)) {
    return at(template.Mappings, ...argument.map((part) => String(value(part))));
  }
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, inner]) => {
      const found = value(inner);
      return found === noValue ? [] : [[name, found]];
    }),
  );
}

function reference(name: string, parameters: Parameters): unknown {
  return name === 'AWS::NoValue' ? noValue : parameters[name];
}

function substituted(text: string, parameters: Parameters): unknown {
  const known = text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
  return known.includes('${') ? { 'Fn::Sub': known } : known;
}

function holds(template: StandaloneTemplate, name: unknown, value: (item: unknown) => unknown): boolean {
  return value(template.Conditions[String(name)]) === true;
}
