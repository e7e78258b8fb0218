/** Asks the console's own server; throws a sentence where it refuses or is gone. */
export async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    path,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  ).catch(() => {
    throw new Error('kubehose local does not answer; is it still running?');
  });
  const answer: Answer & { readonly error?: string } = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
  return answer;
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
