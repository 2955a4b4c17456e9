namespace Po.Postgres;

internal enum PageKind
{
    Stream,
    Group,
    All,
}
