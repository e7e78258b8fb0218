export type Child = Node | string | undefined;

type Listener = (event: Event) => void;

/** Attributes by name; a boolean switches one on or off, and a function listens: `click`, `input`. */
export type Attributes = Readonly<Record<string, string | boolean | Listener | undefined>>;

/** An element with attributes and children. Text becomes text, never markup: what logs hold cannot run. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The same in SVG. */
export function shape<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') target.addEventListener(name, value);
    else if (typeof value === 'boolean') target.toggleAttribute(name, value);
    else if (value !== undefined) target.setAttribute(name, value);
  }
}

/** Text that changes often is written only where it differs, so that nothing is laid out anew in vain. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks #${id}`);
  return found;
}
