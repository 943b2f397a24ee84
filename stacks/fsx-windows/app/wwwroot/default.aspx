<%@ Page Language="C#" EnableViewState="false" %>
<%@ Import Namespace="System.IO" %>
<script runat="server">
  // One line for each visit, in a file on the share: it stays when the task that wrote it goes.
  protected string[] Visits() {
    string folder = Environment.GetEnvironmentVariable("APP_STATE") ?? @"C:\state";
    Directory.CreateDirectory(folder);
    string file = Path.Combine(folder, "visits.txt");
    File.AppendAllText(file, String.Format("{0:u} by {1}\r\n", DateTime.UtcNow, Environment.MachineName));
    string[] lines = File.ReadAllLines(file);
    return lines.Skip(Math.Max(0, lines.Length - 20)).ToArray();
  }
</script>
<%@ Import Namespace="System.Linq" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>app-state</title>
</head>
<body>
  <h1>The last visits, kept on the share</h1>
  <ul>
  <% foreach (string visit in Visits()) { %>
    <li><%: visit %></li>
  <% } %>
  </ul>
</body>
</html>
