import { lowerCaseFields, parseJson } from '../../json/fields.ts';
import { isLibraryName, libraryNames } from '../library/library.ts';
import { noRules, type ParsedRules, type Rule, type RuleProblem } from './rule.ts';

/** Rules of one list that are used; a longer list is a problem of its own. */
export const maxRules = 100;

/**
 * Reads a list of rules as JSON. `place` names where it stands (`DD_LOGS_CONFIG_PROCESSING_RULES`). As in the Agent, keys may be
 * written in any case and unknown keys are ignored. Source: datadog-agent `comp/logs/agent/config/processing_rules.go`.
 */
export function parseRulesJson(json: string, place: string): ParsedRules {
  if (json.trim() === '') return noRules;
  const list = parseJson(json);
  if (list !== undefined) return parseRules(list, place);
  return unusable(`${place} is not JSON: nothing of it is used.`);
}

/** The same for a list that has been parsed. */
export function parseRules(list: unknown, place: string): ParsedRules {
  if (!Array.isArray(list)) return unusable(`${place} is not an array of rules: nothing of it is used.`);
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  const items = list.map(membersOf);
  for (const [index, fields] of items.slice(0, maxRules).entries()) {
    const name = textOf(fields, 'name');
    const rule = name ?? `rule ${index + 1}`;
    const read = readRule(name, fields);
    if (typeof read === 'object') rules.push(read);
    else if (read !== undefined)
      problems.push({ rule, isMask: isMask(fields), sentence: `Rule "${rule}" of ${place} ${read}.` });
  }
  if (items.length > maxRules) {
    const sentence = `${place} has ${items.length} rules; those behind the first ${maxRules} are not used.`;
    problems.push({ rule: 'too_many', isMask: items.slice(maxRules).some(isMask), sentence });
  }
  return { rules, problems };
}

/** Nobody knows what was in it, so masks may have been. */
function unusable(sentence: string): ParsedRules {
  return { rules: [], problems: [{ rule: 'all', isMask: true, sentence }] };
}

/** The rule; what is wrong with it; or `undefined` for one that has no effect here. */
function readRule(name: string | undefined, fields: Fields): Rule | string | undefined {
  const type = textOf(fields, 'type');
  if (name === undefined) return 'has no name';
  if (type === undefined) return 'has no type';
  // For structured messages such as syslog: the Agent, too, leaves the text of containers alone.
  if (type === 'remap_source') return undefined;
  if (type === 'exclude_truncated') return { type, name };
  if (type === 'mask_sequences') return readMask(name, fields);
  const pattern = textOf(fields, 'pattern');
  if (type === 'sample_at_match') return readSample(name, pattern, fields.get('sample_rate'));
  if (type !== 'exclude_at_match' && type !== 'include_at_match' && type !== 'multi_line')
    return `has the type ${JSON.stringify(type.slice(0, 60))}, which is not known`;
  return pattern === undefined ? 'has no pattern' : { type, name, pattern };
}

function readMask(name: string, fields: Fields): Rule | string {
  const type = 'mask_sequences';
  const pattern = textOf(fields, 'pattern');
  const placeholder = fields.get('replace_placeholder');
  const library = fields.get('library');
  if (placeholder !== undefined && typeof placeholder !== 'string')
    return 'has a replace_placeholder that is no text';
  if (library === undefined)
    return pattern === undefined ? 'has no pattern' : { type, name, pattern, placeholder: placeholder ?? '' };
  if (pattern !== undefined) return 'has both a pattern and a library';
  if (!isLibraryName(library))
    return `has a library that is not known; there are: ${libraryNames.join(', ')}`;
  return { type, name, library, placeholder };
}

function readSample(name: string, pattern: string | undefined, rate: unknown): Rule | string {
  if (pattern === undefined) return 'has no pattern';
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 100))
    return 'needs a sample_rate from 0 (none is kept) to 100 (all are kept)';
  return { type: 'sample_at_match', name, pattern, sampleRate: rate };
}

type Fields = ReadonlyMap<string, unknown>;

function membersOf(item: unknown): Fields {
  return new Map(Object.entries(lowerCaseFields(item) ?? {}));
}

function textOf(fields: Fields, key: string): string | undefined {
  const value = fields.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** In doubt it is one: a rule of no type may have been meant to hide something. */
function isMask(fields: Fields): boolean {
  const type = fields.get('type');
  return type === 'mask_sequences' || typeof type !== 'string';
}
