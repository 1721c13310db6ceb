import { useSearchParams } from 'react-router';

/** Conditions of a list live in the address: a copied link shows the same rows. An empty value is left out. */
export function useUrlState(): [(name: string) => string, (name: string, value: string) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return [(name) => search.get(name) ?? '', set];
}
