/**
 * Amazon States Language with JSONPath as closed lists of fields: what is in none of them, `CreateStateMachine` refuses. Only what a
 * definition of ours may use is listed. Source: the specification at states-language.net, and the Step Functions guide, "Map state".
 */
type Check = (value: unknown, path: string) => string[];

const text: Check = (value, path) =>
  typeof value === 'string' || isFunction(value) ? [] : [`${path} is no text`];
const count: Check = (value, path) => (typeof value === 'number' ? [] : [`${path} is no number`]);
const flag: Check = (value, path) => (value === true ? [] : [`${path} is not true`]);
const jsonPath: Check = (value, path) =>
  value === null || (typeof value === 'string' && /^\$(?:\$?\.[A-Za-z_.]+)?$/.test(value))
    ? []
    : [`${path} is no path`];
const anything: Check = () => [];

/** Members that end in `.$` hold a path or an intrinsic function; all others are values, which may hold such members. */
const payloadTemplate: Check = (value, path) => {
  if (Array.isArray(value)) return value.flatMap((item, index) => payloadTemplate(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name.endsWith('.$') ? jsonPath(member, `${path}.${name}`) : payloadTemplate(member, `${path}.${name}`),
  );
};

const oneOf =
  (...words: string[]): Check =>
  (value, path) =>
    words.includes(String(value)) ? [] : [`${path} is none of ${words.join(', ')}`];

const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : [`${path} is no list`];

/** An object with no other members than these; names that begin with `!` must be there. */
const object =
  (members: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null) return [`${path} is no object`];
    const checks = new Map(Object.entries(members).map(([name, check]) => [name.replace('!', ''), check]));
    const missing = Object.keys(members).filter((name) => name.startsWith('!') && !(name.slice(1) in value));
    return [
      ...missing.map((name) => `${path} lacks ${name.slice(1)}`),
      ...Object.entries(value).flatMap(([name, member]) => {
        const check = checks.get(name);
        return check === undefined ? [`${path} has no field ${name}`] : check(member, `${path}.${name}`);
      }),
    ];
  };

const common = {
  '!Type': text,
  Comment: text,
  InputPath: jsonPath,
  OutputPath: jsonPath,
  Next: text,
  End: flag,
};
const reader = { '!Resource': text, Parameters: payloadTemplate, ReaderConfig: anything };
const choice = object({ '!Variable': jsonPath, IsPresent: flag, '!Next': text });
const retry = object({
  '!ErrorEquals': listOf(text),
  IntervalSeconds: count,
  BackoffRate: count,
  MaxDelaySeconds: count,
  MaxAttempts: count,
  JitterStrategy: oneOf('FULL', 'NONE'),
});

const states: Readonly<Record<string, Check>> = {
  Choice: object({ ...common, '!Choices': listOf(choice), Default: text }),
  Pass: object({ ...common, Result: anything, ResultPath: jsonPath, Parameters: payloadTemplate }),
  Task: object({
    ...common,
    '!Resource': text,
    Parameters: payloadTemplate,
    ResultSelector: payloadTemplate,
    ResultPath: jsonPath,
    Retry: listOf(retry),
    TimeoutSeconds: count,
  }),
  Map: object({
    ...common,
    Label: text,
    ItemReader: object(reader),
    ItemBatcher: object({
      MaxItemsPerBatch: count,
      MaxInputBytesPerBatch: count,
      BatchInput: payloadTemplate,
    }),
    MaxConcurrency: count,
    ToleratedFailurePercentage: count,
    '!ItemProcessor': (value, path) => machine(value, path, { ProcessorConfig: processor }),
    ResultWriter: object({ '!Resource': text, Parameters: payloadTemplate }),
    ResultPath: jsonPath,
  }),
};

const processor = object({
  '!Mode': oneOf('DISTRIBUTED', 'INLINE'),
  ExecutionType: oneOf('STANDARD', 'EXPRESS'),
});

/** What is wrong with a definition, as sentences with paths; `Fn::…` of CloudFormation stand for texts. */
export function definitionProblems(definition: unknown): readonly string[] {
  return machine(definition, '$', { TimeoutSeconds: count });
}

function machine(value: unknown, path: string, more: Readonly<Record<string, Check>>): string[] {
  return object({ Comment: text, '!StartAt': text, '!States': statesOf, ...more })(value, path);
}

function statesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} is no object`];
  const names = new Set(Object.keys(value));
  return Object.entries(value).flatMap(([name, state]) => {
    const type = String(Object(state).Type);
    const check = Object.hasOwn(states, type) ? states[type] : undefined;
    if (check === undefined) return [`${path}.${name} has a type that is not known: ${type}`];
    const next = nextOf(state).filter((target) => !names.has(target));
    const dangling = next.map((target) => `${path}.${name} goes to ${target}, which is not there`);
    return check(state, `${path}.${name}`).concat(dangling);
  });
}

function nextOf(state: unknown): string[] {
  const { Next, Default, Choices = [] }: Readonly<Record<string, unknown>> = { ...Object(state) };
  const chosen = Array.isArray(Choices) ? Choices.map((each) => Object(each).Next as unknown) : [];
  return [Next, Default, ...chosen].filter((name) => typeof name === 'string');
}

function isFunction(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => key.startsWith('Fn::') || key === 'Ref')
  );
}
