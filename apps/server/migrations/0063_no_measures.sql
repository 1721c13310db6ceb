-- What NX-16 asks for is attested by the finding on topology and security plan (docs/decisions/0012): no statements are kept beside it.
drop table application_measure;
