namespace Po.Chaos.Tests;

/// <summary>The list of scenarios and its documentation say the same.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void Every_scenario_is_documented_with_what_it_checks_and_the_test_of_its_small_form()
    {
        var rows = File.ReadAllLines(Path.Combine(FindRoot(), "docs", "reliability.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && ScenarioCatalog.Find(cells[1]) is not null)
            .ToDictionary(cells => cells[1]);

        rows.Keys.Should().Equal(ScenarioCatalog.All.Select(scenario => scenario.Id));
        foreach (var scenario in ScenarioCatalog.All)
        {
            rows[scenario.Id].Should().HaveElementAt(2, scenario.Title).And.HaveElementAt(3, scenario.Checks);
            rows[scenario.Id][4].Should().MatchRegex(@"^`\w+Tests\.\w+`$", scenario.Id);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Po.Hosting.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        }

        return folder.FullName;
    }
}
