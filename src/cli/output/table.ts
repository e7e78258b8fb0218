/** Lines of cells, each column as wide as its widest cell, two blanks between; nothing trails. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** Columns that a text takes: code points, without the escapes of colours. */
function width(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  return Array.from(text.replaceAll(/\u001B\[[0-9;]*m/g, '')).length;
}

/** The words of a text in lines of at most `columns`; a longer word has a line of its own. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Two aligned columns, the second one wrapped beside the first. */
export function wrapColumns(cells: readonly (readonly string[])[], columns: number): string[] {
  const first = Math.max(...cells.map(([cell = '']) => cell.length));
  return cells.flatMap(([cell = '', text = '']) =>
    wrapText(text, columns - first - 2).map(
      (line, index) => `${(index === 0 ? cell : '').padEnd(first)}  ${line}`,
    ),
  );
}
