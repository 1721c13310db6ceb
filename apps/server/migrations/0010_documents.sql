-- Files handed in. The bytes lie in the file store under their SM3; a row is written after they are durable, and never changed.
create table document (
  id uuid primary key,
  institution_id uuid not null,
  prov text not null,
  city text not null,
  div text not null,
  sm3 text not null check (sm3 ~ '^[0-9a-f]{64}$'),
  bytes int not null check (bytes > 0),
  media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
  name text not null check (length(name) between 1 and 200),
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  foreign key (institution_id, prov, city, div) references institution (id, prov, city, div) on update cascade,
  unique (id, institution_id),
  constraint one_record_of_the_same_bytes unique (institution_id, sm3, name)
);
select secure_territory('document', array['institution_id']);
grant insert on document to app_province, app_city, app_county, app_party;
