namespace Weft.Tasks.Tests;

public sealed class StateTablesTests
{
    [Fact]
    public void The_document_shows_the_worker_s_tables()
    {
        Golden.CheckSection("states-worker.md", "tasks", WorkerStates.Tasks.ToMarkdown());
        Golden.CheckSection("states-worker.md", "values", WorkerStates.Data.ToMarkdown());
    }

    [Fact]
    public void The_document_shows_the_client_s_tables()
    {
        Golden.CheckSection("states-client.md", "keys", ClientStates.Keys.ToMarkdown());
        Golden.CheckSection("states-client.md", "values", ClientStates.Values.ToMarkdown());
        Golden.CheckSection("states-client.md", "scatters", ClientStates.Scatters.ToMarkdown());
    }
}
