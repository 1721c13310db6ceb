-- What the campaign is opened for elsewhere, such as the number of an application; it stands in the report that is signed.
alter table campaign add column reference text not null default '' check (length(reference) <= 64);
