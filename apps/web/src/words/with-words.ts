import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Area } from './areas.ts';
import { bring } from './loaded.ts';

/** A page that is loaded when it is gone to, together with the words of its areas. */
export function withWords<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  ...areas: Area[]
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const [page] = await Promise.all([load(), bring(...areas)]);
    return page;
  });
}
