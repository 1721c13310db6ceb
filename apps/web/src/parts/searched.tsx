import { Input } from 'antd';

interface SearchedProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** Searches when Enter is pressed or the field is left, not at each letter: Chinese is composed. */
export function Searched({ label, value, change }: SearchedProps) {
  return (
    <Input
      key={value}
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      allowClear
      style={{ width: 160 }}
      onPressEnter={(event) => change(event.currentTarget.value.trim())}
      onBlur={(event) => event.target.value.trim() !== value && change(event.target.value.trim())}
      onClear={() => change('')}
    />
  );
}
