namespace Po.Postgres;

internal enum PageKind
{
    Stream,
    Group,
    All,
    StreamTypes,
    GroupTypes,
    AllTypes,
    AllGroups,
    AllGroupsTypes,
}
