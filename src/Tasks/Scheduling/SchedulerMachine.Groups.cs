namespace Weft.Tasks;

// Groups of tasks whose keys begin alike.
public sealed partial class SchedulerMachine
{
    private GroupRecord? _lastGroup;

    private GroupRecord JoinGroup(string key)
    {
        var name = GroupRecord.NameOf(key);
        var group = _lastGroup;
        if (group is null || !name.SequenceEqual(group.Name))
        {
            if (!_groupsByName.TryGetValue(name, out group))
            {
                group = new GroupRecord(name.ToString());
                _groups.Add(group.Name, group);
            }

            _lastGroup = group;
        }

        group.TaskCount++;
        return group;
    }

    private void LeaveGroup(GroupRecord group)
    {
        group.TaskCount--;
        if (group.TaskCount > 0 || _groups.Count <= Options.IdleGroupsMax) return;
        _groups.Remove(group.Name);
        if (ReferenceEquals(_lastGroup, group)) _lastGroup = null;
    }
}
