namespace Po.Testing;

// On which side of a commit a worker dies.
internal enum Strike
{
    Before,
    After,
}
