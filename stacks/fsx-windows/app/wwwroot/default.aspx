<%@ Page Language="C#" EnableViewState="false" %>
<%@ Import Namespace="System.Linq" %>
<%@ Import Namespace="System.Collections.Generic" %>
<script runat="server">
  // One line for each visit, in a file on the share: it stays when the task that wrote it goes.
  protected IEnumerable<string> Visits() {
    Share.Append("visits.txt", String.Format("{0:u} by {1}", DateTime.UtcNow, Environment.MachineName));
    List<string> lines = Share.Lines("visits.txt");
    return lines.Skip(Math.Max(0, lines.Count - 20));
  }
</script>
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
