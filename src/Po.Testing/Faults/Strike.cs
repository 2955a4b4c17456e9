namespace Po.Testing;

// What becomes of a commit.
internal enum Strike
{
    None,
    Before,
    After,
}
