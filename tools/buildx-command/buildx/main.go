// buildx's own commands imagetools, without its drivers and other commands, which have 390 more packages to compile.
package main

import (
	"os"

	"github.com/docker/buildx/commands/imagetools"
	"github.com/docker/cli/cli/command"
	"github.com/docker/cli/cli/flags"
	"github.com/spf13/cobra"
)

func main() {
	dockerCli, err := command.NewDockerCli()
	if err == nil {
		err = dockerCli.Initialize(flags.NewClientOptions())
	}
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	builder := ""
	root := &cobra.Command{Use: "buildx", SilenceUsage: true}
	root.AddCommand(commands.RootCmd(root, dockerCli, commands.RootOptions{Builder: &builder}))
	if root.Execute() != nil {
		os.Exit(1)
	}
}
