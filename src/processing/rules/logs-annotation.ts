import { lowerCaseFields, parseJson, type Fields } from '../../json/fields.ts';
import { parseRules } from './parse-rules.ts';
import { noRules, type ParsedRules } from './rule.ts';

/** What a pod asks for the logs of its container (`logsAnnotationOf`), as far as processing is concerned. */
export interface LogsAnnotation {
  readonly rules: ParsedRules;
  /** `undefined`: as the function is set. */
  readonly autoMultiLine: boolean | undefined;
}

/** Place of the rules in sentences. A pod's names are data, so they are left out. */
export const annotationPlace = 'the annotation ad.datadoghq.com/<container>.logs';

const nothing: LogsAnnotation = { rules: noRules, autoMultiLine: undefined };

/** Types of configurations that are about something else than the container's own output. */
const otherTypes: ReadonlySet<unknown> = new Set(['file', 'tcp', 'udp', 'journald', 'windows_event']);

/**
 * Reads the annotation: a JSON array, of which the first configuration that is about the container counts. As in the Agent, keys may
 * be written in any case, and anything else is ignored; but a text that speaks of rules and cannot be read is a problem. Source: Datadog
 * documentation, Autodiscovery.
 */
export function readLogsAnnotation(json: string): LogsAnnotation {
  const list = parseJson(json);
  if (!Array.isArray(list)) return hasRules(json) ? { ...nothing, rules: unreadable(json) } : nothing;
  const config = list.map(lowerCaseFields).find(isAboutContainer);
  if (config === undefined) return nothing;
  const rules = config['log_processing_rules'];
  const detects = config['auto_multi_line_detection'];
  return {
    rules: rules === undefined || rules === null ? noRules : parseRules(rules, annotationPlace),
    autoMultiLine: typeof detects === 'boolean' ? detects : undefined,
  };
}

/** Whether the annotation may hold rules, so that the engine is needed to read it. */
export function hasRules(json: string): boolean {
  return /log_processing_rules/i.test(json);
}

function unreadable(json: string): ParsedRules {
  const sentence = `${annotationPlace} is not a JSON array: none of its rules is used.`;
  return { rules: [], problems: [{ rule: 'annotation', isMask: json.includes('mask_sequences'), sentence }] };
}

function isAboutContainer(config: Fields | undefined): boolean {
  return config !== undefined && !otherTypes.has(config['type']);
}
