/** Lists of those with the same key, by key: each list, and the keys, in the order in which they come. */
export function grouped<Key, Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The lists alone, in the order of the first of each. */
export function groupsBy<Key, Item>(items: Iterable<Item>, keyOf: (item: Item) => Key): Item[][] {
  return [...grouped(items, keyOf).values()];
}
