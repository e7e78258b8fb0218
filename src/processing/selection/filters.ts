import type { Pattern, PatternEngine } from '../pattern/engine.ts';

/** What a filter looks at. */
export type FilterField = 'name' | 'image' | 'kube_namespace';

export interface Filter {
  readonly field: FilterField;
  readonly pattern: Pattern;
  /** As it was written. */
  readonly text: string;
}

/** Filters that are weighed against each other. */
export interface FilterPair {
  readonly exclude: readonly Filter[];
  readonly include: readonly Filter[];
}

/** The four variables, as text; empty where not set. */
export interface SelectionConfig {
  readonly exclude: string;
  readonly include: string;
  readonly excludeLogs: string;
  readonly includeLogs: string;
}

export interface FilterProblem {
  readonly variable: string;
  /** Names the filter and what is wrong with it. */
  readonly sentence: string;
}

export interface Filters {
  readonly filters: readonly Filter[];
  readonly problems: readonly FilterProblem[];
}

/** Reads the two pairs of variables: for all products, and for logs. */
export function readFilters(
  config: SelectionConfig,
  engine: PatternEngine,
): { readonly pairs: readonly FilterPair[]; readonly problems: readonly FilterProblem[] } {
  const problems: FilterProblem[] = [];
  const read = (text: string, variable: string): readonly Filter[] => {
    const parsed = parseFilters(text, variable, engine);
    problems.push(...parsed.problems);
    return parsed.filters;
  };
  const pairs = [
    {
      exclude: read(config.exclude, 'DD_CONTAINER_EXCLUDE'),
      include: read(config.include, 'DD_CONTAINER_INCLUDE'),
    },
    {
      exclude: read(config.excludeLogs, 'DD_CONTAINER_EXCLUDE_LOGS'),
      include: read(config.includeLogs, 'DD_CONTAINER_INCLUDE_LOGS'),
    },
  ];
  return { pairs, problems };
}

/**
 * Reads `name:RE image:RE kube_namespace:RE`, separated by blanks. The expressions are Go's and match anywhere.
 * Source: datadog-agent `comp/core/workloadfilter/legacy/filter.go`.
 */
export function parseFilters(text: string, variable: string, engine: PatternEngine): Filters {
  const filters: Filter[] = [];
  const problems: FilterProblem[] = [];
  const problem = (sentence: string): void => void problems.push({ variable, sentence });
  for (const item of text.split(/\s+/).filter((part) => part !== '')) {
    const [, field, source = ''] = /^(name|image|kube_namespace):(.*)$/s.exec(item) ?? [];
    if (field === undefined) {
      problem(`The filter "${item}" does not begin with name:, image: or kube_namespace:.`);
      continue;
    }
    const pattern = engine.compile(field === 'image' ? widened(source) : source);
    if ('problem' in pattern) problem(`The expression of the filter "${item}" ${pattern.problem}.`);
    else filters.push({ field: field as FilterField, pattern, text: item });
  }
  return { filters, problems };
}

/** An expression that ends at the image's name matches it with every tag and digest. */
function widened(source: string): string {
  return source.endsWith('$') && !source.includes(':') ? `${source.slice(0, -1)}(@sha256)?:.*` : source;
}
