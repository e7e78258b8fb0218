import type { Packaged, Template } from '../../support/packaged.ts';
import type { Choice } from '../../support/pairwise.ts';

/** One packaged stack, and what its parameters lead one to expect. */
export interface Stack {
  readonly choice: Choice;
  readonly ownStream: boolean;
  readonly hasReplay: boolean;
  readonly isIntake: boolean;
  readonly continuous: boolean;
  template(): Template;
  templatePath(): string;
  directory(): string;
}

/** `packaged` is called in tests only, when the packages are there. */
export function stackOf(choice: Choice, packaged: () => Packaged): Stack {
  const hasReplay = choice['stream'] !== 'existing';
  return {
    choice,
    ownStream: choice['stream'] === 'own',
    hasReplay,
    isIntake: choice['route'] === 'intake',
    continuous: hasReplay && choice['continuousReplay'] === 'true',
    template: () => packaged().template,
    templatePath: () => packaged().templatePath,
    directory: () => packaged().directory,
  };
}
