<%@ Page Language="C#" EnableViewState="false" %>
<%@ Import Namespace="System.IO" %>
<script runat="server">
  // A task is healthy while it can write to the share.
  protected void Page_Load(object sender, EventArgs e) {
    Response.ContentType = "text/plain";
    try {
      Share.Probe();
      Response.Write("the share is there");
    } catch (IOException) {
      Fail();
    } catch (UnauthorizedAccessException) {
      Fail();
    }
  }

  void Fail() {
    Response.StatusCode = 503;
    Response.TrySkipIisCustomErrors = true;
    Response.Write("the share is not there, or cannot be written to");
  }
</script>
