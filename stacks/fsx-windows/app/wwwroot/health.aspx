<%@ Page Language="C#" EnableViewState="false" %>
<%@ Import Namespace="System.IO" %>
<script runat="server">
  // Healthy is who reaches the share; the folder in it is made by the first visit.
  protected void Page_Load(object sender, EventArgs e) {
    string folder = Environment.GetEnvironmentVariable("APP_STATE") ?? @"C:\state";
    bool there = Directory.Exists(folder) || Directory.Exists(Path.GetDirectoryName(folder));
    Response.ContentType = "text/plain";
    Response.StatusCode = there ? 200 : 503;
    Response.Write(there ? "the share is there" : "the share is not there");
  }
</script>
