/** A value that was added under a subject, with its place in the order of addition. */
interface Entry<Value> {
  readonly order: number;
  readonly value: Value;
}

/** All subjects that begin with the same tokens. */
interface Node<Value> {
  readonly entries: Entry<Value>[];
  readonly children: Map<string, Node<Value>>;
}

/**
 * Values by subject, found again by overlap. A look-up costs what it finds, not what is held: a thousand streams whose
 * subjects begin alike are compared in milliseconds instead of a million pairs.
 *
 * Overlap is that of `subjectsOverlap`.
 */
export class SubjectIndex<Value> {
  private readonly root = newNode<Value>();
  private size = 0;

  add(subject: string, value: Value): void {
    const node = subject.split(".").reduce(childOf<Value>, this.root);
    node.entries.push({ order: this.size, value });
    this.size += 1;
  }

  /** @returns the values of all subjects that have one in common with this one, in the order in which they were added */
  overlapping(subject: string): readonly Value[] {
    const found: Entry<Value>[] = [];
    collect(this.root, subject.split("."), 0, found);
    return found.sort((a, b) => a.order - b.order).map(({ value }) => value);
  }
}

const newNode = <Value>(): Node<Value> => ({ entries: [], children: new Map() });

function childOf<Value>(node: Node<Value>, token: string): Node<Value> {
  const child = node.children.get(token) ?? newNode<Value>();
  node.children.set(token, child);
  return child;
}

function collect<Value>(
  node: Node<Value>,
  tokens: readonly string[],
  at: number,
  found: Entry<Value>[],
): void {
  const token = tokens[at];
  if (token === undefined) {
    found.push(...node.entries);
    return;
  }
  if (token === ">" && at === tokens.length - 1) {
    for (const child of node.children.values()) collectAll(child, found);
    return;
  }
  // what is held with ">" at its end takes this token and all that follow
  found.push(...(node.children.get(">")?.entries ?? []));
  for (const child of nextNodes(node, token)) collect(child, tokens, at + 1, found);
}

/** Where the next token leads; a ">" at its end was dealt with, and one in the middle is a token like any other. */
function nextNodes<Value>({ children }: Node<Value>, token: string): readonly Node<Value>[] {
  if (token !== "*") return [token, "*"].flatMap((key) => children.get(key) ?? []);
  return [...children].flatMap(([key, child]) => (key === ">" ? withoutEnd(child) : [child]));
}

/** A node of ">" whose own entries were found already. */
const withoutEnd = <Value>({ children }: Node<Value>): readonly Node<Value>[] =>
  children.size === 0 ? [] : [{ entries: [], children }];

function collectAll<Value>(node: Node<Value>, found: Entry<Value>[]): void {
  found.push(...node.entries);
  for (const child of node.children.values()) collectAll(child, found);
}
