import { byId } from './dom.ts';

/** Tabs of one list, by the WAI-ARIA pattern: arrow keys, Home and End move, and what is moved to is shown. */
export function startTabs(list: HTMLElement, onShow: (id: string) => void = () => {}): void {
  const tabs = Array.from(list.querySelectorAll<HTMLElement>('[role=tab]'));
  const show = (tab: HTMLElement, focus: boolean) => {
    for (const each of tabs) {
      const isShown = each === tab;
      each.setAttribute('aria-selected', String(isShown));
      each.tabIndex = isShown ? 0 : -1;
      byId(each.getAttribute('aria-controls') ?? '').hidden = !isShown;
    }
    if (focus) tab.focus();
    onShow(tab.id);
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => show(tab, false));
    tab.addEventListener('keydown', ({ key }) => {
      const last = tabs.length - 1;
      const next = {
        ArrowRight: index === last ? 0 : index + 1,
        ArrowLeft: index === 0 ? last : index - 1,
        Home: 0,
        End: last,
      }[key];
      if (next !== undefined) show(tabs[next]!, true);
    });
  }
}
