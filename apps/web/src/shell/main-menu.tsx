import { Menu } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Person } from '../api/session.ts';
import { useWords, type WordKey } from '../words/language.tsx';
import { groupsOf, placeOf, placesOf } from './menu.ts';

/** Groups that a person has folded stay folded. */
const FOLDED = 'anjie.menu.folded';
const folded = (): string[] => (localStorage.getItem(FOLDED) ?? '').split(',').filter((group) => group !== '');

/** The way to every page that the person may read: arrows move, Enter opens. */
export function MainMenu({ person, chosen }: { readonly person: Person; readonly chosen: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const places = placesOf(person);
  const groups = groupsOf(places);
  const all = groups.flatMap(({ group }) => (group === null ? [] : [group as string]));
  const [closed, setClosed] = useState(folded);
  const here = placeOf(places, pathname);
  const items = groups.flatMap(({ group, places: inside }) => {
    const entries = inside.map((place) => ({ key: place.path, label: t(place.word) }));
    return group === null ? entries : [{ key: group, label: t(`group.${group}` as WordKey), children: entries }];
  });
  return (
    <Menu
      mode="inline"
      inlineIndent={16}
      selectedKeys={here === null ? [] : [here]}
      openKeys={all.filter((group) => !closed.includes(group))}
      onOpenChange={(open) => {
        const next = all.filter((group) => !open.includes(group));
        localStorage.setItem(FOLDED, next.join());
        setClosed(next);
      }}
      items={items}
      onClick={({ key }) => {
        chosen();
        navigate(key);
      }}
    />
  );
}
