# language: zh-CN
功能: 该找哪家单位，就找哪家单位
  同一家单位，有人写全角括号，有人写半角，有人多打一个空格：从前成了几家，单位登录只看得到自己一部分隐患。
  一个工地有建设、施工、监理好几家：从前通知书全发给施工单位，该负责的建设单位收不到，也答复不了。

  背景:
    假如 今天是 2026-03-02
    而且 有一本演练台账，登记了这些人：
      | 用户名     | 姓名 | 角色     | 责任单位                     |
      | 主管甲     | 赵某 | 主管     |                              |
      | 检查员甲   | 孙某 | 检查员   |                              |
      | 检查员乙   | 李某 | 检查员   |                              |
      | 施工负责人 | 吴某 | 责任单位 | 滇北建设（集团）有限公司     |
      | 业主负责人 | 郑某 | 责任单位 | 昭阳置业有限公司             |
      | 监理负责人 | 王某 | 责任单位 | 乌蒙监理咨询有限公司         |

  场景: 括号、空格、全半角、繁体不同，是同一家，看得到自己的全部隐患
    假如 有一份检查文件“四处.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", fields: {party: 滇北建设（集团）有限公司}}
        - {key: s2, kind: site, name: 二号工地, region: "530602", fields: {party: 滇北建设(集团)有限公司}}
        - {key: s3, kind: site, name: 三号工地, region: "530602", fields: {party: "滇北建设 （集团） 有限公司 "}}
        - {key: s4, kind: site, name: 四号工地, region: "530602", fields: {party: 滇北建設（集團）有限公司}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s2, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s3, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s4, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 四处.yaml”
    那么 退出码是 0
    当 施工负责人在命令行输入“case list”
    那么 输出有“WD-2026-0001”
    而且 输出有“WD-2026-0004”
    当 主管甲在命令行输入“case list --party '滇北建设 (集团)有限公司'”
    那么 输出有“WD-2026-0001”
    而且 输出有“WD-2026-0004”
    当 业主负责人在命令行输入“case list”
    那么 输出没有“WD-2026”

  场景: 名称像已有的，先问是哪一家，不会一按回车就多出一家
    当 检查员甲在命令行输入“unit add 滇北建没（集团）有限公司”
    那么 退出码是 1
    而且 屏幕提示有“与已有的“滇北建设（集团）有限公司”相近”
    当 检查员甲在命令行输入“unit add 滇北建没（集团）有限公司 --another”
    那么 退出码是 0
    当 检查员甲在命令行输入“unit list 滇北”
    那么 输出有“滇北建没（集团）有限公司”

  场景大纲: 只有“公司”的叫法不同，也先问，列出最近的那一家
    当 检查员甲在命令行输入“unit add <已有>”
    那么 退出码是 0
    当 检查员甲在命令行输入“unit add <再写>”
    那么 退出码是 1
    而且 屏幕提示有“与已有的“<已有>”相近”
    当 检查员甲在命令行输入“unit add <再写> --another”
    那么 退出码是 0

    例子:
      | 已有                 | 再写                     |
      | 大山燃气公司         | 大山燃气有限公司         |
      | 大山燃气有限公司     | 大山燃气有限责任公司     |
      | 大山燃气有限责任公司 | 大山燃气公司             |
      | 大山公司             | 大山集团股份有限公司     |

  场景: 编号不同的，本来就是几家，不问
    当 检查员甲在命令行输入“unit add 第一建筑工程公司”
    那么 退出码是 0
    当 检查员甲在命令行输入“unit add 第二建筑工程公司”
    那么 退出码是 0

  场景: 检查文件里的名称打错一个字，指出在哪里、像哪一家，什么都不保存
    假如 有一份检查文件“错字.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", fields: {party: 滇北建没(集团)有限公司}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 错字.yaml”
    那么 退出码是 2
    而且 屏幕提示有“错字.yaml:5:”
    而且 屏幕提示有“与已有的“滇北建设（集团）有限公司”相近”
    而且 什么都没有保存

  场景: 账户不能属于谁也没有提到过的单位
    当 主管甲在命令行输入“user add 新店主 --role responsible --party 没有这个公司”
    那么 退出码是 2
    而且 屏幕提示有“没有单位“没有这个公司””
    而且 什么都没有保存
    当 主管甲在命令行输入“user add 新店主 --role responsible --party 没有这个公司 --new-unit”
    那么 退出码是 0

  场景: 代码、别名、曾用名都认得是它
    假如 有一份检查文件“改名.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", fields: {party: 滇北建设（集团）有限公司}}
        - {key: s2, kind: site, name: 二号工地, region: "530602", fields: {party: 滇建集}}
        - {key: s3, kind: site, name: 三号工地, region: "530602", fields: {party: 91530600MA6K12345L}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s2, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s3, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
      """
    当 检查员甲在命令行输入“unit add 滇北建设(集团)有限公司 --code 91530600MA6K12345L”
    那么 退出码是 1
    当 主管甲在命令行输入“unit alias 滇北建设(集团)有限公司 滇建集 --yes”
    那么 退出码是 0
    当 主管甲在命令行输入“unit rename 滇建集 云岭建工集团有限公司 --from 2026-01-01 --yes”
    那么 退出码是 0
    当 检查员甲在命令行输入“unit show 滇建集”
    那么 输出有“名称  云岭建工集团有限公司”
    而且 输出有“曾用名  滇北建设（集团）有限公司”

  场景: 两家其实是一家，并起来，两边的隐患都看得到
    假如 有一份检查文件“两家.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", fields: {party: 滇北建设（集团）有限公司}}
        - {key: s2, kind: site, name: 二号工地, region: "530602", fields: {party: 滇建集}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s2, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 两家.yaml”
    那么 退出码是 0
    当 施工负责人在命令行输入“case list”
    那么 输出没有“WD-2026-0002”
    当 检查员甲在命令行输入“unit merge 滇建集 滇北建设（集团）有限公司 --yes”
    那么 退出码是 1
    当 主管甲在命令行输入“unit merge 滇建集 滇北建设（集团）有限公司 --yes”
    那么 退出码是 0
    当 施工负责人在命令行输入“case list”
    那么 输出有“WD-2026-0001”
    而且 输出有“WD-2026-0002”

  场景: 谁的责任归谁，一家一份通知书，各看各的
    假如 有一份检查文件“工地.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - key: s1
          kind: site
          name: 一号工地
          region: "530602"
          fields: {party: 滇北建设（集团）有限公司}
          units: {建设: 昭阳置业有限公司, 监理单位: 乌蒙监理咨询有限公司}
      answers:
        - {subject: s1, item: WD-S03, answer: fail, values: {technical: 否}, note: 没有付}
        - {subject: s1, item: WD-DB-01, answer: fail, values: {led: 10, worked: 20}, note: 带班不足}
        - {subject: s1, item: WD-S00, answer: fail, unit: 监理, note: 监理收了没有转交}
      """
    当 检查员甲在命令行输入“inspect run 工地.yaml”
    那么 退出码是 0
    当 业主负责人在命令行输入“case list”
    那么 输出有“WD-2026-0001”
    而且 输出没有“WD-2026-0002”
    当 施工负责人在命令行输入“case list”
    那么 输出有“WD-2026-0002”
    而且 输出没有“WD-2026-0001”
    当 监理负责人在命令行输入“case list”
    那么 输出有“WD-2026-0003”
    而且 输出没有“WD-2026-0002”

  场景: 检查员写了对象没有的一方，当场指出
    假如 有一份检查文件“工地.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", units: {工会: 某工会}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, unit: 监理, note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 工地.yaml”
    那么 退出码是 2
    而且 屏幕提示有“没有“工会”这一方”
    而且 屏幕提示有“没有登记监理单位”

  场景: 几家共同负责，都看得到，由牵头的一家答复
    假如 有一份检查文件“共同.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - key: s1
          kind: site
          name: 一号工地
          region: "530602"
          fields: {party: 滇北建设（集团）有限公司}
          units: {监理: 乌蒙监理咨询有限公司}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, co_units: [监理], note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 共同.yaml”
    那么 退出码是 0
    当 监理负责人在命令行输入“case show WD-2026-0001”
    那么 输出有“滇北建设（集团）有限公司”
    而且 输出有“共同责任”
    当 监理负责人在命令行输入“case list”
    那么 输出有“WD-2026-0001”
    当 业主负责人在命令行输入“case list”
    那么 输出没有“WD-2026-0001”

  场景: 没有写责任单位的，就是各方里头一方
    假如 有一份检查文件“各方.yaml”：
      """
      pack: hazardous-works
      date: 2026-03-01
      inspectors: [检查员甲]
      subjects:
        - {key: s1, kind: site, name: 一号工地, region: "530602", units: {施工: 滇北建设(集团)有限公司}}
      answers:
        - {subject: s1, item: WD-S02, answer: fail, values: {listed: 否}, note: 没有清单}
        - {subject: s1, item: WD-S03, answer: fail, values: {technical: 否}, note: 建设单位没有登记}
      """
    当 检查员甲在命令行输入“inspect run 各方.yaml”
    那么 退出码是 0
    当 施工负责人在命令行输入“case list”
    那么 输出有“WD-2026-0001”
    而且 输出有“WD-2026-0002”
