/**
 * Stryker's test runner for `npm run mutate`. It loads the test files once and meets each mutant with their tests in the same
 * process, where Stryker's own runner for jest loads all of them anew: minutes for `src/transform` instead of a night.
 */
import { noteTests, runTests, type NotedTest } from './noted-tests.ts';

/** What Stryker's instrumented code reads and writes. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: unknown;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  /** Ids of the tests that reach the mutant; all of them for one that works while modules are loaded. */
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  /** A static mutant is active while modules are loaded, in a process of its own. */
  readonly mutantActivation: 'static' | 'runtime';
}

const instrumentation: Instrumentation = ((globalThis as { __stryker__?: Instrumentation }).__stryker__ ??=
  {});

class TestRunner {
  #tests: NotedTest[] | undefined;
  /** Whether code of a mutant has run in this process, and whether it left something behind. */
  #state: 'fresh' | 'used' | 'spoilt' = 'fresh';
  /** Its neighbour in the source is likely to fall to the same test. */
  #lastKiller: string | undefined;
  /** The longest time that each test took in this process, by its id. */
  readonly #costs = new Map<string, number>();

  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const tests: object[] = [];
    await runTests(
      await this.#load(),
      ({ id, fileName }, failure, timeSpentMs) => {
        this.#costs.set(id, timeSpentMs);
        const status = failure === undefined ? { status: 0 } : { status: 1, failureMessage: textOf(failure) };
        tests.push({ id, name: id, fileName, timeSpentMs, ...status });
        instrumentation.currentTestId = undefined;
        return 'go on';
      },
      ({ id }) => {
        instrumentation.currentTestId = id;
      },
    );
    return { status: 'complete', tests, mutantCoverage: instrumentation.mutantCoverage };
  }

  /** An error makes Stryker ask again, in a new process. */
  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }: MutantRun) {
    if (this.#state === 'spoilt') throw new Error('a mutant before this one left something behind');
    if (mutantActivation === 'runtime') await this.#load();
    activate(activeMutant.id, hitLimit);
    let nrOfTests = 0;
    let killer: NotedTest | undefined;
    let failureMessage = '';
    try {
      const tests = await this.#load();
      const wanted = testFilter && new Set(testFilter);
      const reaching = wanted ? tests.filter(({ id }) => wanted.has(id)) : tests;
      await runTests(this.#inOrder(reaching), (test, failure, ms) => {
        nrOfTests += 1;
        this.#costs.set(test.id, Math.max(ms, this.#costs.get(test.id) ?? 0));
        if (failure === undefined) return 'go on';
        killer = test;
        failureMessage = textOf(failure);
        return 'stop';
      });
    } catch (error) {
      // Modules that cannot be loaded: no test passes.
      return { status: 'killed', killedBy: [], failureMessage: textOf(error), nrOfTests };
    }
    const goesOnForEver = hitLimit !== undefined && (instrumentation.hitCount ?? 0) > hitLimit;
    activate(undefined);
    if (killer !== undefined && mutantActivation === 'runtime') await this.#checkHealth(killer);
    this.#state = this.#state === 'fresh' ? 'used' : this.#state;
    if (goesOnForEver) return { status: 'timeout', reason: 'hit limit' };
    if (killer === undefined) return { status: 'survived', nrOfTests };
    return { status: 'killed', killedBy: [killer.id], failureMessage, nrOfTests };
  }

  async #load(): Promise<NotedTest[]> {
    this.#tests ??= await noteTests((process.env['KUBEHOSE_MUTATE'] ?? '').split(','));
    return this.#tests;
  }

  /** The cheapest first, then those that have not run yet; before all others the one that killed the mutant before this one. */
  #inOrder(tests: readonly NotedTest[]): NotedTest[] {
    const costOf = ({ id }: NotedTest) => (id === this.#lastKiller ? -1 : (this.#costs.get(id) ?? Infinity));
    return tests.toSorted((one, two) => costOf(one) - costOf(two) || 0);
  }

  /** The test that killed a mutant passes without it, unless a mutant has changed what lives as long as the process. */
  async #checkHealth(killer: NotedTest): Promise<void> {
    const isFirst = this.#state === 'fresh';
    await runTests([killer], (_test, failure) => {
      if (failure !== undefined) this.#state = 'spoilt';
      return 'stop';
    });
    if (this.#state === 'spoilt' && !isFirst) throw new Error('it may not have been this mutant');
    this.#lastKiller = killer.id;
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'kubehose', injectableClass: TestRunner }];

function activate(id: string | undefined, hitLimit?: number): void {
  instrumentation.activeMutant = id;
  instrumentation.hitLimit = hitLimit;
  instrumentation.hitCount = hitLimit === undefined ? undefined : 0;
}

function textOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
