import { useDivisionOptions } from '../api/names.ts';
import type { Person } from '../api/session.ts';
import { PickField } from './fields.tsx';

interface DivisionFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** several of them: the value is a list of codes */
  readonly several?: boolean;
  /** whose territory is offered */
  readonly person: Person;
  /** 'province' | 'city' | 'county': what may be chosen */
  readonly levels: readonly string[];
}

/** A division, found by its name or its code among those of the person's own territory. The value is its code (GB/T 2260). */
export function DivisionField({ person, levels, ...field }: DivisionFieldProps) {
  return <PickField {...field} {...useDivisionOptions(person.territory, levels)} />;
}
