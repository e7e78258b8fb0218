import { byId } from './dom.ts';

const themes = ['system', 'light', 'dark'] as const;

/** A button that goes from the system's colours to light to dark; the choice is kept in the browser. */
export function startTheme(): void {
  const button = byId('theme');
  let at = Math.max(
    0,
    themes.findIndex((name) => name === localStorage.getItem('kubehose-theme')),
  );
  const show = () => {
    const name = themes[at]!;
    document.documentElement.dataset['theme'] = name;
    button.textContent = { system: 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' }[name];
  };
  button.addEventListener('click', () => {
    at = (at + 1) % themes.length;
    localStorage.setItem('kubehose-theme', themes[at]!);
    show();
  });
  show();
}
