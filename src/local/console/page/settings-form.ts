import { transformVariables } from '../../../config/variables.ts';
import { processingVariables } from '../../../processing/variables.ts';
import type { SettingError } from '../wire.ts';
import { element, setText } from './dom.ts';

interface Variable {
  readonly name: string;
  readonly fallback: string;
  readonly allowed: string;
  readonly meaning: string;
}

export interface SettingsForm {
  readonly view: HTMLElement;
  /** What is set, by name. */
  environment(): Readonly<Record<string, string>>;
  /** Errors at their place; the others lose theirs. */
  showErrors(problems: readonly SettingError[]): void;
}

/** Every variable of the transform with the words of its document, in two groups, and a search over them. */
export function createSettingsForm(onChange: () => void): SettingsForm {
  const groups = [
    group('Tags and attributes', Object.values(transformVariables), onChange),
    group('Processing rules', Object.values(processingVariables), onChange),
  ];
  const fields = groups.flatMap(({ fields: own }) => own);
  const search = element('input', {
    type: 'search',
    placeholder: 'Find a setting',
    'aria-label': 'Find a setting',
  });
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    for (const { view, words } of fields) view.hidden = !words.includes(wanted);
  });
  return {
    view: element('div', { class: 'settings' }, search, ...groups.map(({ view }) => view)),
    environment: () =>
      Object.fromEntries(
        fields.map(({ name, input }) => [name, input.value.trim()]).filter(([, value]) => value !== ''),
      ),
    showErrors(problems) {
      for (const field of fields) field.showError(problems.find(({ name }) => name === field.name)?.sentence);
    },
  };
}

function group(title: string, variables: readonly Variable[], onChange: () => void) {
  const fields = variables.map((variable) => createField(variable, onChange));
  const view = element('fieldset', {}, element('legend', {}, title), ...fields.map((field) => field.view));
  return { view, fields };
}

function createField({ name, fallback, allowed, meaning }: Variable, onChange: () => void) {
  const id = `set-${name}`;
  const input = inputFor(name, fallback, allowed, id);
  const error = element('p', { class: 'error', id: `${id}-error`, hidden: true });
  input.addEventListener('input', () => {
    view.classList.toggle('is-set', input.value.trim() !== '');
    onChange();
  });
  const view = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, name),
    input,
    element('p', { class: 'help', id: `${id}-help` }, `${plain(meaning)} Allowed: ${plain(allowed)}.`),
    error,
  );
  const showError = (sentence: string | undefined) => {
    setText(error, sentence ?? '');
    error.hidden = sentence === undefined;
    input.toggleAttribute('aria-invalid', sentence !== undefined);
    if (sentence !== undefined) input.setAttribute('aria-invalid', 'true');
  };
  return { name, input, view, showError, words: `${name} ${meaning}`.toLowerCase() };
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A choice where a few words are allowed, lines where JSON is. */
function inputFor(name: string, fallback: string, allowed: string, id: string): Input {
  const attributes = {
    id,
    name,
    'aria-describedby': `${id}-help ${id}-error`,
    spellcheck: 'false',
    autocomplete: 'off',
  };
  const words = /^[a-z]+(?:, [a-z]+)* or [a-z]+$/.test(allowed) ? allowed.split(/, | or /) : [];
  if (words.length > 0) {
    const initial = element('option', { value: '' }, `${fallback} (default)`);
    const others = words
      .filter((word) => word !== fallback)
      .map((word) => element('option', { value: word }, word));
    return element('select', attributes, initial, ...others);
  }
  if (allowed.startsWith('a JSON'))
    return element('textarea', { ...attributes, rows: '3', placeholder: exampleOf(allowed) });
  return element('input', { ...attributes, type: 'text', placeholder: fallback });
}

function exampleOf(allowed: string): string {
  const [, example] = /such as (\{.*\})/.exec(allowed) ?? [];
  return example ?? '[{"type":"exclude_at_match","name":"health","pattern":"GET /healthz"}]';
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
