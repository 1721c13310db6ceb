import { Button, Descriptions, Drawer } from 'antd';
import { useState } from 'react';
import { useWords } from '../../words/language.tsx';
import { CellWords } from './cell-words.tsx';
import type { ListRow, ListShape } from './list-shape.ts';

interface RowDrawerProps {
  readonly list: string;
  readonly columns: ListShape['columns'];
  readonly row: ListRow;
}

/** One row by itself, where a wide table would have to be pushed aside to read it. */
export function RowDrawer({ list, columns, row }: RowDrawerProps) {
  const { t, said } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {t('ledger.row')}
      </Button>
      <Drawer open={open} title={t('ledger.rowTitle')} size={440} onClose={() => setOpen(false)} destroyOnHidden>
        <Descriptions
          column={1}
          size="small"
          bordered
          items={columns.map((column) => ({
            key: column.name,
            label: said(column.title),
            children: <CellWords list={list} column={column} row={row} />,
          }))}
        />
      </Drawer>
    </>
  );
}
