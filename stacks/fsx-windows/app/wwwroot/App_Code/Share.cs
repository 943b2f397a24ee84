using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;

// The folder on the share with the application's state. Several tasks use it at the same time.
public static class Share {
    static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    static readonly Random random = new Random();

    public static string Folder {
        get { return Environment.GetEnvironmentVariable("APP_STATE") ?? @"C:\state"; }
    }

    // The file server admits one writer to a file at a time, of all tasks. The others try again.
    public static void Append(string name, string line) {
        Directory.CreateDirectory(Folder);
        byte[] bytes = new UTF8Encoding(false).GetBytes(line + "\r\n");
        using (FileStream file = OpenToAppend(Path.Combine(Folder, name)))
            file.Write(bytes, 0, bytes.Length);
    }

    // Reads while others write.
    public static List<string> Lines(string name) {
        List<string> lines = new List<string>();
        using (FileStream file = new FileStream(Path.Combine(Folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        using (StreamReader reader = new StreamReader(file, Encoding.UTF8))
            for (string line = reader.ReadLine(); line != null; line = reader.ReadLine()) lines.Add(line);
        return lines;
    }

    // Throws when the share does not take a write. No folder above is tested: C:\ is there when the share is lost. Nothing is
    // taken from a cache, because the file must be on the server before the call returns.
    public static void Probe() {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, ".health-" + Guid.NewGuid().ToString("N"));
        FileOptions options = FileOptions.WriteThrough | FileOptions.DeleteOnClose;
        using (FileStream file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 16, options)) {
            file.WriteByte(1);
            file.Flush(true);
        }
    }

    static FileStream OpenToAppend(string path) {
        DateTime end = DateTime.UtcNow + patience;
        while (true) {
            try {
                return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            } catch (IOException error) {
                if (!IsInUse(error) || DateTime.UtcNow >= end) throw;
            }
            int pause;
            lock (random) pause = random.Next(5, 50);
            Thread.Sleep(pause);
        }
    }

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    static bool IsInUse(IOException error) {
        int code = error.HResult & 0xFFFF;
        return code == 32 || code == 33;
    }
}
