export type Factors = Readonly<Record<string, readonly string[]>>;
export type Choice = Readonly<Record<string, string>>;

/**
 * Few choices in which every value of every factor meets every value of every other: greedily, the next choice is the one that
 * covers most pairs that are still open. The same factors give the same choices.
 */
export function pairwise(factors: Factors): Choice[] {
  const open = new Set(pairsOf(factors));
  const choices: Choice[] = [];
  while (open.size > 0) {
    const choice = nextChoice(factors, open);
    for (const covered of coveredBy(choice)) open.delete(covered);
    choices.push(choice);
  }
  return choices;
}

/** Begins with every open pair in turn and keeps the choice that covers most. */
function nextChoice(factors: Factors, open: ReadonlySet<string>): Choice {
  let best: Choice = {};
  let most = 0;
  for (const first of open) {
    const choice = choiceWith(first, factors, open);
    const covered = coveredBy(choice).filter((item) => open.has(item)).length;
    if (covered > most) [best, most] = [choice, covered];
  }
  return best;
}

function choiceWith(first: string, factors: Factors, open: ReadonlySet<string>): Choice {
  const choice = new Map(
    first
      .split('&')
      .map((item): [string, string] => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]),
  );
  for (const [name, values] of Object.entries(factors)) {
    if (choice.has(name)) continue;
    const gains = values.map(
      (value) => [...choice].filter((item) => open.has(pair(item, [name, value]))).length,
    );
    choice.set(name, values[gains.indexOf(Math.max(...gains))] ?? '');
  }
  return Object.fromEntries(choice);
}

function pairsOf(factors: Factors): string[] {
  const names = Object.keys(factors);
  return names.flatMap((one, index) =>
    names
      .slice(index + 1)
      .flatMap((other) =>
        (factors[one] ?? []).flatMap((a) => (factors[other] ?? []).map((b) => pair([one, a], [other, b]))),
      ),
  );
}

function coveredBy(choice: Choice): string[] {
  const items = Object.entries(choice);
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => pair(one, other)));
}

function pair(one: readonly [string, string], other: readonly [string, string]): string {
  return [one.join('='), other.join('=')].sort().join('&');
}
