import { groupBy } from "./group";

/**
 * Makes a look-up in lists that never change: each is gone through once, however often it is asked.
 *
 * @param key by which items are found; undefined: never
 * @returns the items of a list under a key, in the order of the list
 */
export function indexed<Item extends object>(
  key: (item: Item) => string | undefined,
): (list: readonly Item[], wanted: string) => readonly Item[] {
  // as long as the list itself is known to anybody
  const indexes = new WeakMap<readonly Item[], ReadonlyMap<string, readonly Item[]>>();
  return (list, wanted) => {
    const known = indexes.get(list);
    const index = known ?? indexOf(list, key);
    if (!known) indexes.set(list, index);
    return index.get(wanted) ?? [];
  };
}

const indexOf = <Item extends object>(
  list: readonly Item[],
  key: (item: Item) => string | undefined,
): ReadonlyMap<string, readonly Item[]> => {
  const found = list.flatMap((item) => {
    const own = key(item);
    return own === undefined ? [] : [{ own, item }];
  });
  const groups = groupBy(found, ({ own }) => own);
  return new Map([...groups].map(([own, items]) => [own, items.map(({ item }) => item)]));
};
